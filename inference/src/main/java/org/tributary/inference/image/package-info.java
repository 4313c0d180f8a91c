/** Draws images: who comes next, all that are under way together, and what each has become. */
@NullMarked
package org.tributary.inference.image;

import org.jspecify.annotations.NullMarked;
