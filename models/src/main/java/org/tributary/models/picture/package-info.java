/** Pictures that strangers send, made into what an image model takes. */
@NullMarked
package org.tributary.models.picture;

import org.jspecify.annotations.NullMarked;
