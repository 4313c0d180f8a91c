/** Makes a worker known to its gateway. */
@NullMarked
package org.tributary.inference.registration;

import org.jspecify.annotations.NullMarked;
