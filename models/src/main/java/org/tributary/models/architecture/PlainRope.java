package org.tributary.models.architecture;

/**
 * Rotation by one base, and by positions divided by {@code factor}: rope types default (factor 1)
 * and linear.
 */
record PlainRope(int headSize, double base, double factor) implements Rope {
  @Override
  public float[] inverseFrequencies(int length) {
    float[] inverse = inversePowers((float) base, headSize);
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] /= (float) factor;
    }
    return inverse;
  }

  /** 1 / base^(2i/headSize) in float32, [headSize/2]. */
  static float[] inversePowers(float base, int headSize) {
    float[] inverse = new float[headSize / 2];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1f / power(base, 2f * i / headSize);
    }
    return inverse;
  }

  /** A float32 power, rounded once. */
  static float power(float base, float exponent) {
    return (float) Math.pow(base, exponent);
  }
}
