/** Which training pictures a drawn image is most like. */
@NullMarked
package org.tributary.inference.likeness;

import org.jspecify.annotations.NullMarked;
