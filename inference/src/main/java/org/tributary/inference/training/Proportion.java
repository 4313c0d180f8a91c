package org.tributary.inference.training;

/**
 * How many of so many, with what it says of all there could be.
 *
 * @param low lower end of the 95 % score interval of Wilson (1927); 0 where nothing was asked
 * @param high upper end; 1 where nothing was asked
 */
public record Proportion(int passed, int n, double low, double high) {
  /** The 97.5 % quantile of the normal distribution. */
  private static final double Z = 1.959964;

  public static Proportion of(int passed, int n) {
    return new Proportion(passed, n, end(passed, n, -1), end(passed, n, 1));
  }

  private static double end(int passed, int n, int sign) {
    if (n == 0) {
      return sign < 0 ? 0 : 1;
    }
    double p = passed / (double) n;
    double spread = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
    double end = (p + Z * Z / (2.0 * n) + sign * spread) / (1 + Z * Z / n);
    return Math.clamp(end, 0, 1);
  }
}
