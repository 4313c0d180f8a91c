package org.tributary.gateway.settlement;

import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.CallId;

/** The EIP-712 digest of a charged call's receipt. */
@FunctionalInterface
interface ReceiptDigests {
  Bytes32 of(CallId call);
}
