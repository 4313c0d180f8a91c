package org.tributary.contracts.payout;

import java.math.BigInteger;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;

/** Where a leaf stands in its epoch's table, and its siblings on the way to the root. */
public record PayoutProof(long index, List<Sibling> siblings) {

  /** A node beside the way, and the sum of the amounts below it. */
  public record Sibling(Bytes32 hash, BigInteger sum) {}

  public PayoutProof {
    siblings = List.copyOf(siblings);
  }
}
