/** The cumulative payout table of an epoch as a Merkle tree. */
@NullMarked
package org.tributary.contracts.payout;

import org.jspecify.annotations.NullMarked;
