/** Which models there are to be called, and what they cost. */
@NullMarked
package org.tributary.gateway.listing;

import org.jspecify.annotations.NullMarked;
