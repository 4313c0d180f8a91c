package org.tributary.contracts.payout;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;

/** Where a leaf stands in a {@link MerkleList}, and its siblings up to the root. */
public record ListProof(long index, List<Bytes32> siblings) {
  public ListProof {
    siblings = List.copyOf(siblings);
  }
}
