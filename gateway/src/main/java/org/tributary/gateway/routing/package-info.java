/** Which workers there are, and which one serves a call. */
@NullMarked
package org.tributary.gateway.routing;

import org.jspecify.annotations.NullMarked;
