package org.tributary.inference.sampling;

/** Normally distributed values that are a function of their seed alone, on every machine. */
public final class Noise {
  private Noise() {}

  /** {@code count} values by Box and Muller (1958), two for each draw of the counter. */
  public static float[] normal(long seed, int count) {
    float[] noise = new float[count];
    for (int i = 0; i < count; i += 2) {
      // From (0, 1]: the logarithm of 0 is none.
      double radius = Math.sqrt(-2 * StrictMath.log(1 - Philox.uniform(seed, i, 0)));
      double angle = 2 * Math.PI * Philox.uniform(seed, i, 1);
      noise[i] = (float) (radius * StrictMath.cos(angle));
      if (i + 1 < count) {
        noise[i + 1] = (float) (radius * StrictMath.sin(angle));
      }
    }
    return noise;
  }
}
