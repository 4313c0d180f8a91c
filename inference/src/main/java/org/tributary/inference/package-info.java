/** Entry point of the worker and training program. */
@NullMarked
package org.tributary.inference;

import org.jspecify.annotations.NullMarked;
