/**
 * An epoch's arithmetic: receipts, credits, the cumulative payout table, and the trees over them.
 */
@NullMarked
package org.tributary.contracts.payout;

import org.jspecify.annotations.NullMarked;
