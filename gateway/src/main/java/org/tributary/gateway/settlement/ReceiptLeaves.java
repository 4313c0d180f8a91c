package org.tributary.gateway.settlement;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.receipt.CallId;

/** What an epoch's arithmetic needs of the receipts of charged calls. */
@FunctionalInterface
interface ReceiptLeaves {
  Leaf of(CallId call);

  /** A leaf of the receipts tree, and who is owed what by it. */
  record Leaf(Bytes32 digest, List<Owed> owed) {}
}
