package org.tributary.contracts.payout;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.contracts.keys.KeccakHasher;

/** One payee's credits of an epoch in the order of its receipts; a million fit in a few MB. */
public final class Credits {
  private long[] receipts = new long[4];
  private long[] high = new long[4];
  private long[] low = new long[4];
  private int size;

  Credits() {}

  /** As somebody else lists them: perhaps out of order, perhaps one twice. */
  public static Credits of(List<Credit> listed) {
    Credits credits = new Credits();
    listed.forEach(each ->
        credits.append(
            each.receipt(),
            each.millionths().shiftRight(Long.SIZE).longValue(),
            each.millionths().longValue()));
    return credits;
  }

  /** A payee named twice in a receipt has one credit, the sum. */
  void earn(long receipt, long millionths) {
    if (size > 0 && receipts[size - 1] == receipt) {
      low[size - 1] = Math.addExact(low[size - 1], millionths);
    } else if (millionths > 0) {
      append(receipt, 0, millionths);
    }
  }

  public int size() {
    return size;
  }

  public Credit get(int index) {
    byte[] sum = ByteBuffer.allocate(16).putLong(high[index]).putLong(low[index]).array();
    return new Credit(receipts[index], new BigInteger(1, sum));
  }

  public List<Credit> list() {
    return IntStream.range(0, size).mapToObj(this::get).toList();
  }

  /** Where a receipt's credit is, or would be: {@code -place - 1}, as in {@link Arrays}. */
  public int find(long receipt) {
    return Arrays.binarySearch(receipts, 0, size, receipt);
  }

  public MerkleSum tree() {
    MerkleSum.Builder leaves = new MerkleSum.Builder(size);
    KeccakHasher hasher = new KeccakHasher();
    ByteBuffer words = ByteBuffer.allocate(2 * KeccakHasher.BYTES);
    byte[] hash = new byte[KeccakHasher.BYTES];
    for (int i = 0; i < size; i++) {
      words.putLong(24, receipts[i]).putLong(48, high[i]).putLong(56, low[i]);
      hasher.update(words.array(), 0, words.capacity()).into(hash, 0);
      // Hashed twice, so that no leaf can pass for an inner node.
      hasher.update(hash, 0, hash.length).into(hash, 0);
      leaves.add(hash, high[i], low[i]);
    }
    return leaves.build();
  }

  public CreditsCommitment commitment(long carry) {
    MerkleSum tree = tree();
    return new CreditsCommitment(tree.root(), size, tree.sum(), carry);
  }

  private void append(long receipt, long upper, long lower) {
    if (size == receipts.length) {
      int more = size * 2;
      receipts = Arrays.copyOf(receipts, more);
      high = Arrays.copyOf(high, more);
      low = Arrays.copyOf(low, more);
    }
    receipts[size] = receipt;
    high[size] = upper;
    low[size++] = lower;
  }
}
