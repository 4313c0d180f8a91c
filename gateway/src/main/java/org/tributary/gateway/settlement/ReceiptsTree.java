package org.tributary.gateway.settlement;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.MerkleList;

/**
 * The receipts of an epoch in ledger order, partition by partition; each leaf is the EIP-712 digest
 * that the gateway signs.
 */
record ReceiptsTree(MerkleList tree, int size) {

  /** A digest's preimage is 66 bytes and an inner node's is 64: neither passes for the other. */
  static ReceiptsTree of(List<Bytes32> digests) {
    return new ReceiptsTree(MerkleList.of(digests), digests.size());
  }

  Bytes32 root() {
    return tree.commitment();
  }
}
