package org.tributary.contracts.payout;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** Where a node stands in its layer of a {@link MerkleSum}, and its siblings up to the root. */
public record SumProof(long index, List<Sibling> siblings) {

  /** A node and the sum of the amounts below it. */
  public record Sibling(Bytes32 hash, BigInteger sum) {}

  public SumProof {
    siblings = List.copyOf(siblings);
  }

  /**
   * The root that a node leads to, from a layer that is so many nodes wide; the same as
   * MerkleSum.rootOf in Solidity.
   */
  public Sibling climb(Sibling from, int width) {
    Sibling node = from;
    Iterator<Sibling> above = siblings.iterator();
    long place = index;
    for (int wide = width; wide > 1; wide = (wide + 1) / 2) {
      if ((place ^ 1) < wide) {
        Sibling sibling = above.next();
        node = place % 2 == 0 ? join(node, sibling) : join(sibling, node);
      }
      place >>= 1;
    }
    return node;
  }

  private static Sibling join(Sibling left, Sibling right) {
    Bytes32 hash =
        Keccak256.hash(
            left.hash().bytes(),
            Bytes32.of(left.sum()).bytes(),
            right.hash().bytes(),
            Bytes32.of(right.sum()).bytes());
    return new Sibling(hash, left.sum().add(right.sum()));
  }
}
