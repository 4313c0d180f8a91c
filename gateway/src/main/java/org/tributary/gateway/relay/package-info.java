/** Carries a call to a worker and its answer back, event by event. */
@NullMarked
package org.tributary.gateway.relay;

import org.jspecify.annotations.NullMarked;
