/** Who waits for a place in an engine, and whose turn it is. */
@NullMarked
package org.tributary.inference.waiting;

import org.jspecify.annotations.NullMarked;
