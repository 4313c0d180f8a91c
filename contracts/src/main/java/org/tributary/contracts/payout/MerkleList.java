package org.tributary.contracts.payout;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.KeccakHasher;

/** A tree in which every leaf has its place; the same rule as MerkleList.sol. */
public final class MerkleList {
  private static final int BYTES = KeccakHasher.BYTES;

  private final Layers layers;
  private final byte[] nodes;
  private final int size;

  private MerkleList(byte[] leaves, int size) {
    this.size = size;
    layers = new Layers(size);
    nodes = Arrays.copyOf(leaves, layers.nodes() * BYTES);
    KeccakHasher hasher = new KeccakHasher();
    for (int layer = 1; layer < layers.count(); layer++) {
      for (int i = 0; i < layers.width(layer); i++) {
        int left = layers.node(layer - 1, 2 * i) * BYTES;
        int to = layers.node(layer, i) * BYTES;
        if (2 * i + 1 < layers.width(layer - 1)) {
          hasher.update(nodes, left, 2 * BYTES).into(nodes, to);
        } else {
          System.arraycopy(nodes, left, nodes, to, BYTES);
        }
      }
    }
  }

  /** Collects leaves in their order. */
  public static final class Builder {
    private byte[] leaves = new byte[64 * BYTES];
    private int size;

    public void add(Bytes32 leaf) {
      if ((size + 1) * BYTES > leaves.length) {
        leaves = Arrays.copyOf(leaves, Math.multiplyExact(2, leaves.length));
      }
      System.arraycopy(leaf.bytes(), 0, leaves, size++ * BYTES, BYTES);
    }

    public int size() {
      return size;
    }

    public MerkleList build() {
      return new MerkleList(Arrays.copyOf(leaves, size * BYTES), size);
    }
  }

  public static MerkleList of(List<Bytes32> leaves) {
    Builder builder = new Builder();
    leaves.forEach(builder::add);
    return builder.build();
  }

  public int size() {
    return size;
  }

  /** Zero for an empty list. */
  public Bytes32 root() {
    return size == 0 ? Bytes32.ZERO : hash(layers.nodes() - 1);
  }

  /** What an epoch commits to: the root and the number of leaves, so that places can be proven. */
  public Bytes32 commitment() {
    return commitment(root(), size);
  }

  public Bytes32 leaf(int index) {
    return hash(layers.node(0, index));
  }

  public ListProof proof(int index) {
    return new ListProof(index, layers.siblings(0, index).stream().map(this::hash).toList());
  }

  /**
   * The root that a leaf's proof leads to in a list of so many; empty for a proof of another shape.
   */
  public static Optional<Bytes32> rootOf(Bytes32 leaf, long leaves, ListProof proof) {
    Iterator<Bytes32> siblings = proof.siblings().iterator();
    Bytes32 root = leaf;
    long index = proof.index();
    if (index < 0 || index >= leaves) {
      return Optional.empty();
    }
    for (long width = leaves; width > 1; width = (width + 1) / 2) {
      if ((index ^ 1) < width) {
        if (!siblings.hasNext()) {
          return Optional.empty();
        }
        Bytes32 sibling = siblings.next();
        root =
            index % 2 == 0
                ? Keccak256.hash(root.bytes(), sibling.bytes())
                : Keccak256.hash(sibling.bytes(), root.bytes());
      }
      index /= 2;
    }
    return siblings.hasNext() ? Optional.empty() : Optional.of(root);
  }

  /** What an epoch commits to of a list with this root. */
  public static Bytes32 commitment(Bytes32 root, long leaves) {
    return Keccak256.hash(root.bytes(), Bytes32.of(BigInteger.valueOf(leaves)).bytes());
  }

  private Bytes32 hash(int node) {
    return Bytes32.of(Arrays.copyOfRange(nodes, node * BYTES, (node + 1) * BYTES));
  }
}
