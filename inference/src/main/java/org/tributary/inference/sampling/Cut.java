package org.tributary.inference.sampling;

import java.util.Arrays;

/**
 * Where a descending order of values is cut off, found without sorting them: a radix selection over
 * their bits, in three passes whatever the values are.
 */
final class Cut {
  private static final int[] SHIFTS = {21, 10, 0};
  private static final int[] BUCKETS = {2048, 2048, 1024};
  private final double[] buckets = new double[2048];
  private double missing;
  private float border;
  private int ties;

  /** After the {@code count} largest; of equals, those that come first. */
  void byCount(float[] values, int size, int count) {
    find(values, size, count, true);
  }

  /**
   * After the fewest of the largest whose sum is {@code sum}, at least one; the rest is above 0.
   */
  void bySum(float[] values, int size, double sum) {
    find(values, size, sum, false);
  }

  /** The smallest value before the cut. */
  float border() {
    return border;
  }

  /** How many of those that equal the border come before the cut; may say more than there are. */
  int ties() {
    return ties;
  }

  private void find(float[] values, int size, double wanted, boolean count) {
    missing = wanted;
    int prefix = 0;
    int known = 0;
    for (int pass = 0; pass < SHIFTS.length; pass++) {
      int shift = SHIFTS[pass];
      int mask = BUCKETS[pass] - 1;
      Arrays.fill(buckets, 0);
      for (int i = 0; i < size; i++) {
        int key = key(values[i]);
        if ((key & known) == prefix) {
          buckets[(key >>> shift) & mask] += count ? 1 : values[i];
        }
      }
      prefix |= reached(mask) << shift;
      known |= mask << shift;
    }
    border = value(prefix);
    ties = Math.max(1, (int) Math.ceil(missing / (count ? 1 : border)));
  }

  /**
   * The bucket in which what is missing is reached, from {@code top} down; the last that holds
   * anything, where sums in another order come out a little smaller.
   */
  private int reached(int top) {
    int last = -1;
    for (int bucket = top; bucket >= 0; bucket--) {
      if (buckets[bucket] > 0) {
        if (buckets[bucket] >= missing) {
          return bucket;
        }
        last = bucket;
        missing -= buckets[bucket];
      }
    }
    if (last < 0) {
      throw new IllegalArgumentException("nothing to cut");
    }
    missing += buckets[last];
    return last;
  }

  /** Bits whose unsigned order is that of the values; both zeros are one. */
  private static int key(float value) {
    int bits = Float.floatToRawIntBits(value + 0f);
    return bits ^ ((bits >> 31) | Integer.MIN_VALUE);
  }

  private static float value(int key) {
    return Float.intBitsToFloat(key ^ (key < 0 ? Integer.MIN_VALUE : -1));
  }
}
