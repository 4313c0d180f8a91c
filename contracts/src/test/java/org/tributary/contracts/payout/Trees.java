package org.tributary.contracts.payout;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigInteger;
import java.util.Iterator;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.payout.SumProof.Sibling;

/** What the contracts do with a proof, written out once more. */
final class Trees {
  private Trees() {}

  /** MerkleSum.rootOf, from a node of a layer that is {@code width} wide. */
  static Sibling climb(Sibling from, SumProof proof, int width) {
    Sibling node = from;
    Iterator<Sibling> siblings = proof.siblings().iterator();
    long index = proof.index();
    for (int wide = width; wide > 1; wide = (wide + 1) / 2) {
      if ((index ^ 1) < wide) {
        Sibling sibling = siblings.next();
        node = index % 2 == 0 ? above(node, sibling) : above(sibling, node);
      }
      index >>= 1;
    }
    assertFalse(siblings.hasNext());
    return node;
  }

  /** MerkleList.rootOf. */
  static Bytes32 climb(Bytes32 leaf, ListProof proof, int leaves) {
    Bytes32 node = leaf;
    Iterator<Bytes32> siblings = proof.siblings().iterator();
    long index = proof.index();
    for (int wide = leaves; wide > 1; wide = (wide + 1) / 2) {
      if ((index ^ 1) < wide) {
        Bytes32 sibling = siblings.next();
        node =
            index % 2 == 0
                ? Keccak256.hash(node.bytes(), sibling.bytes())
                : Keccak256.hash(sibling.bytes(), node.bytes());
      }
      index >>= 1;
    }
    assertFalse(siblings.hasNext());
    return node;
  }

  static Bytes32 word(long value) {
    return Bytes32.of(BigInteger.valueOf(value));
  }

  private static Sibling above(Sibling left, Sibling right) {
    Bytes32 hash =
        Keccak256.hash(
            left.hash().bytes(),
            Bytes32.of(left.sum()).bytes(),
            right.hash().bytes(),
            Bytes32.of(right.sum()).bytes());
    return new Sibling(hash, left.sum().add(right.sum()));
  }
}
