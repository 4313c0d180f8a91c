/**
 * Payment channels as x402 batch-settlement defines them: configuration, vouchers, claims,
 * deposits.
 */
@NullMarked
package org.tributary.contracts.voucher;

import org.jspecify.annotations.NullMarked;
