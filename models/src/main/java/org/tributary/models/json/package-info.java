/** JSON from outside, read within limits. */
@NullMarked
package org.tributary.models.json;

import org.jspecify.annotations.NullMarked;
