/** Requests to derive from closed assets, and their owners' signed answers, on their way. */
@NullMarked
package org.tributary.gateway.consent;

import org.jspecify.annotations.NullMarked;
