package org.tributary.contracts.payout;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.payout.PayoutProof.Sibling;

/**
 * A binary tree whose every node commits to the sum below it; the same rule as MerkleSum.sol. An
 * odd node moves up as it is.
 */
final class MerkleSumTree {
  private final List<List<Sibling>> layers = new ArrayList<>();

  MerkleSumTree(List<Sibling> leaves) {
    layers.add(List.copyOf(leaves));
    while (layers.getLast().size() > 1) {
      layers.add(above(layers.getLast()));
    }
  }

  /** Zero for an empty tree. */
  Bytes32 root() {
    List<Sibling> top = layers.getLast();
    return top.isEmpty() ? Bytes32.ZERO : top.getFirst().hash();
  }

  BigInteger sum() {
    List<Sibling> top = layers.getLast();
    return top.isEmpty() ? BigInteger.ZERO : top.getFirst().sum();
  }

  PayoutProof proof(int leaf) {
    List<Sibling> siblings = new ArrayList<>();
    int index = leaf;
    for (List<Sibling> layer : layers) {
      int sibling = index ^ 1;
      if (sibling < layer.size()) {
        siblings.add(layer.get(sibling));
      }
      index >>= 1;
    }
    return new PayoutProof(leaf, siblings);
  }

  private static List<Sibling> above(List<Sibling> layer) {
    List<Sibling> parents = new ArrayList<>((layer.size() + 1) / 2);
    for (int i = 0; i + 1 < layer.size(); i += 2) {
      parents.add(node(layer.get(i), layer.get(i + 1)));
    }
    if (layer.size() % 2 == 1) {
      parents.add(layer.getLast());
    }
    return parents;
  }

  private static Sibling node(Sibling left, Sibling right) {
    Bytes32 hash =
        Keccak256.hash(
            left.hash().bytes(),
            Bytes32.of(left.sum()).bytes(),
            right.hash().bytes(),
            Bytes32.of(right.sum()).bytes());
    return new Sibling(hash, left.sum().add(right.sum()));
  }
}
