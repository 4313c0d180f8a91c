/** What a call would cost at most, for any endpoint that is paid for. */
@NullMarked
package org.tributary.gateway.quote;

import org.jspecify.annotations.NullMarked;
