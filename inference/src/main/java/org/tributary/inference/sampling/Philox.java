package org.tributary.inference.sampling;

/**
 * Counter-based randomness, Philox4x32-10 of Salmon et al. (2011): a draw is a function of seed and
 * counter alone, so an answer can be resumed anywhere and does not depend on its neighbours.
 */
final class Philox {
  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /** A uniform draw from [0, 1) with 53 bits, for the counter {@code (position, choice)}. */
  static double uniform(long seed, long position, int choice) {
    int[] words = block(seed, position, choice);
    long bits = ((words[0] & 0xffffffffL) << 21) ^ ((words[1] & 0xffffffffL) >>> 11);
    return (bits & ((1L << 53) - 1)) * 0x1.0p-53;
  }

  /** The four words of the block for key {@code seed} and counter {@code (low, high)}. */
  static int[] block(long seed, long low, long high) {
    int c0 = (int) low;
    int c1 = (int) (low >>> 32);
    int c2 = (int) high;
    int c3 = (int) (high >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (M0 & 0xffffffffL) * (c0 & 0xffffffffL);
      long p1 = (M1 & 0xffffffffL) * (c2 & 0xffffffffL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = n0;
      c2 = n2;
      k0 += W0;
      k1 += W1;
    }
    return new int[] {c0, c1, c2, c3};
  }
}
