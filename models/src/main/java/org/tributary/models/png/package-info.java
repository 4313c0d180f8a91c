/** What a PNG carries beside its pixels: who made it, with what, and that a model did. */
@NullMarked
package org.tributary.models.png;

import org.jspecify.annotations.NullMarked;
