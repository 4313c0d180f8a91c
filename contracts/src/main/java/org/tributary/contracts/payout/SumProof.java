package org.tributary.contracts.payout;

import java.math.BigInteger;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;

/** Where a node stands in its layer of a {@link MerkleSum}, and its siblings up to the root. */
public record SumProof(long index, List<Sibling> siblings) {

  /** A node and the sum of the amounts below it. */
  public record Sibling(Bytes32 hash, BigInteger sum) {}

  public SumProof {
    siblings = List.copyOf(siblings);
  }
}
