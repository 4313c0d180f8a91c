/** Payments by a wallet's own channel, as x402 version 2 speaks them. */
@NullMarked
package org.tributary.gateway.x402;

import org.jspecify.annotations.NullMarked;
