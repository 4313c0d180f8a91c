package org.tributary.gateway.settlement;

import java.util.List;
import java.util.Map;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.receipt.CallId;

/** What an epoch needs of the receipts of charged calls. */
@FunctionalInterface
interface ReceiptLeaves {
  Leaf of(CallId call);

  /**
   * Which of these receipts could be proven wrong, and how: in an epoch one of them would cost the
   * bond, and keep everybody's money back.
   */
  default Map<LedgerEntry, String> wrong(Cut paid) {
    return Map.of();
  }

  /** A leaf of the receipts tree, and who is owed what by it. */
  record Leaf(Bytes32 digest, List<Owed> owed) {}
}
