package org.tributary.contracts.payout;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.KeccakHasher;
import org.tributary.contracts.payout.SumProof.Sibling;

/** A tree whose every node commits to the sum below it; the same rule as MerkleSum.sol. */
public final class MerkleSum {
  private static final int BYTES = KeccakHasher.BYTES;

  private static final int NOBODY = -1;

  private final Layers layers;
  private final byte[] hashes;

  /** A sum is an unsigned integer of 128 bits in two halves. */
  private final long[] high;

  private final long[] low;

  private MerkleSum(Builder leaves, int claimer, BigInteger claim) {
    layers = new Layers(leaves.size);
    hashes = Arrays.copyOf(leaves.hashes, layers.nodes() * BYTES);
    high = Arrays.copyOf(leaves.high, layers.nodes());
    low = Arrays.copyOf(leaves.low, layers.nodes());
    KeccakHasher hasher = new KeccakHasher();
    byte[] pair = new byte[4 * BYTES];
    if (claimer >= 0 && claimer < leaves.size) {
      claim(claimer, claim);
    }
    for (int layer = 1; layer < layers.count(); layer++) {
      for (int i = 0; i < layers.width(layer); i++) {
        int left = layers.node(layer - 1, 2 * i);
        int to = layers.node(layer, i);
        if (2 * i + 1 < layers.width(layer - 1)) {
          join(left, to, pair, hasher);
        } else {
          System.arraycopy(hashes, left * BYTES, hashes, to * BYTES, BYTES);
          high[to] = high[left];
          low[to] = low[left];
        }
        if (to == claimer) {
          claim(to, claim);
        }
      }
    }
  }

  /** Collects a known number of leaves in their order. */
  static final class Builder {
    private final byte[] hashes;
    private final long[] high;
    private final long[] low;
    private int size;

    Builder(int leaves) {
      hashes = new byte[leaves * BYTES];
      high = new long[leaves];
      low = new long[leaves];
    }

    /** {@code hash} is copied. */
    void add(byte[] hash, long high, long low) {
      System.arraycopy(hash, 0, hashes, size * BYTES, BYTES);
      this.high[size] = high;
      this.low[size++] = low;
    }

    void add(Bytes32 hash, BigInteger amount) {
      add(hash.bytes(), amount.shiftRight(Long.SIZE).longValue(), amount.longValue());
    }

    /** Throws {@link ArithmeticException} for leaves that sum to more than 128 bits. */
    MerkleSum build() {
      return new MerkleSum(this, NOBODY, BigInteger.ZERO);
    }
  }

  /** A node for which another sum than its own is claimed. */
  public record Claim(int layer, int index, BigInteger sum) {}

  /**
   * The one node whose claimed sum leads these leaves to that root and that total; empty where
   * there is none, and where nothing needs to be claimed.
   */
  public Optional<Claim> claimLeadingTo(Bytes32 root, BigInteger total) {
    BigInteger more = total.subtract(sum());
    Sibling wanted = new Sibling(root, total);
    for (int layer = height() - 1; layer >= 0 && more.signum() != 0; layer--) {
      for (int i = 0; i < width(layer); i++) {
        BigInteger claimed = node(layer, i).sum().add(more);
        boolean possible = claimed.signum() >= 0 && (layer == 0 || isPair(layer, i));
        if (possible && wanted.equals(topWith(layer, i, claimed))) {
          return Optional.of(new Claim(layer, i, claimed));
        }
      }
    }
    return Optional.empty();
  }

  private Sibling topWith(int layer, int index, BigInteger claimed) {
    Sibling node = new Sibling(node(layer, index).hash(), claimed);
    return proof(layer, index).climb(node, width(layer));
  }

  /** The same leaves, where a dishonest author claims another sum for one of the nodes. */
  public MerkleSum claiming(Claim claim) {
    Builder leaves = new Builder(size());
    for (int i = 0; i < size(); i++) {
      leaves.add(hash(i), high[i], low[i]);
    }
    return new MerkleSum(leaves, layers.node(claim.layer(), claim.index()), claim.sum());
  }

  public int size() {
    return layers.count() == 0 ? 0 : layers.width(0);
  }

  /** How many layers there are, from the leaves to the root. */
  public int height() {
    return layers.count();
  }

  public int width(int layer) {
    return layers.width(layer);
  }

  /** Zero for an empty tree. */
  public Bytes32 root() {
    return size() == 0 ? Bytes32.ZERO : top().hash();
  }

  public BigInteger sum() {
    return size() == 0 ? BigInteger.ZERO : top().sum();
  }

  /** A node; layer 0 has the leaves. */
  public Sibling node(int layer, int index) {
    return node(layers.node(layer, index));
  }

  public SumProof proof(int leaf) {
    return proof(0, leaf);
  }

  public SumProof proof(int layer, int index) {
    return new SumProof(index, layers.siblings(layer, index).stream().map(this::node).toList());
  }

  /** Whether a node has two children; one that has one only is that child, moved up. */
  public boolean isPair(int layer, int index) {
    return layer > 0 && 2 * index + 1 < layers.width(layer - 1);
  }

  /** A node that has two children, with them. */
  public PlacedNode pair(int layer, int index) {
    return new PlacedNode(
        node(layer, index).sum(),
        layer,
        node(layer - 1, 2 * index),
        node(layer - 1, 2 * index + 1),
        proof(layer, index));
  }

  private void claim(int node, BigInteger sum) {
    high[node] = sum.shiftRight(Long.SIZE).longValue();
    low[node] = sum.longValue();
  }

  private byte[] hash(int node) {
    return Arrays.copyOfRange(hashes, node * BYTES, (node + 1) * BYTES);
  }

  private Sibling top() {
    return node(layers.nodes() - 1);
  }

  private Sibling node(int node) {
    byte[] sum = ByteBuffer.allocate(16).putLong(high[node]).putLong(low[node]).array();
    return new Sibling(Bytes32.of(hash(node)), new BigInteger(1, sum));
  }

  /** keccak256(abi.encode(left, leftSum, right, rightSum)). */
  private void join(int left, int to, byte[] pair, KeccakHasher hasher) {
    ByteBuffer words = ByteBuffer.wrap(pair);
    for (int each = left; each <= left + 1; each++) {
      words.put(hashes, each * BYTES, BYTES).putLong(0).putLong(0).putLong(high[each]);
      words.putLong(low[each]);
    }
    hasher.update(pair, 0, pair.length).into(hashes, to * BYTES);
    low[to] = low[left] + low[left + 1];
    long carried = Long.compareUnsigned(low[to], low[left]) < 0 ? 1 : 0;
    long upper = high[left] + high[left + 1];
    boolean overflows = Long.compareUnsigned(upper, high[left]) < 0;
    high[to] = upper + carried;
    if (overflows || (carried == 1 && high[to] == 0)) {
      throw new ArithmeticException("leaves sum to more than a uint128");
    }
  }
}
