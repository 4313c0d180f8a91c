package org.tributary.contracts.payout;

import java.util.ArrayList;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** A binary tree of sorted pairs, verified by OpenZeppelin's MerkleProof. */
public final class MerkleTree {
  private final List<List<Bytes32>> layers = new ArrayList<>();

  private MerkleTree(List<Bytes32> leaves) {
    layers.add(List.copyOf(leaves));
    while (layers.getLast().size() > 1) {
      layers.add(above(layers.getLast()));
    }
  }

  public static MerkleTree of(List<Bytes32> leaves) {
    return new MerkleTree(leaves);
  }

  /** Zero for an empty tree. */
  public Bytes32 root() {
    List<Bytes32> top = layers.getLast();
    return top.isEmpty() ? Bytes32.ZERO : top.getFirst();
  }

  /** The siblings on the way from a leaf to the root. */
  public List<Bytes32> proof(int leaf) {
    List<Bytes32> proof = new ArrayList<>();
    int index = leaf;
    for (List<Bytes32> layer : layers) {
      int sibling = index ^ 1;
      if (sibling < layer.size()) {
        proof.add(layer.get(sibling));
      }
      index >>= 1;
    }
    return List.copyOf(proof);
  }

  private static List<Bytes32> above(List<Bytes32> layer) {
    List<Bytes32> parents = new ArrayList<>((layer.size() + 1) / 2);
    for (int i = 0; i + 1 < layer.size(); i += 2) {
      parents.add(pair(layer.get(i), layer.get(i + 1)));
    }
    if (layer.size() % 2 == 1) {
      parents.add(layer.getLast());
    }
    return parents;
  }

  private static Bytes32 pair(Bytes32 a, Bytes32 b) {
    return a.compareTo(b) < 0
        ? Keccak256.hash(a.bytes(), b.bytes())
        : Keccak256.hash(b.bytes(), a.bytes());
  }
}
