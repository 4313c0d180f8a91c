package org.tributary.models.architecture;

/**
 * YaRN (arXiv 2309.00071): pairs below {@code low} turn as ever, those above {@code high} {@code
 * factor} times slower, a ramp between them; cosine and sine are scaled.
 *
 * @param low index of a pair, possibly a fraction
 */
record YarnRope(
    int headSize, double base, double factor, double low, double high, float attentionFactor)
    implements Rope {
  @Override
  public float[] inverseFrequencies(int length) {
    float[] inverse = new float[headSize / 2];
    for (int i = 0; i < inverse.length; i++) {
      float power = PlainRope.power((float) base, 2f * i / headSize);
      float kept = 1 - ramp(i);
      inverse[i] = 1f / ((float) factor * power) * (1 - kept) + 1f / power * kept;
    }
    return inverse;
  }

  private float ramp(int pair) {
    double end = low == high ? high + 0.001 : high;
    return Math.clamp((pair - (float) low) / (float) (end - low), 0f, 1f);
  }
}
