package org.tributary.models.architecture;

/**
 * Dynamic NTK: past the context the base grows with the length of the sequence.
 *
 * @param context positions up to which the base stays as it is
 */
record DynamicRope(int headSize, double base, double factor, int context) implements Rope {
  @Override
  public float[] inverseFrequencies(int length) {
    return PlainRope.inversePowers(length <= context ? (float) base : stretched(length), headSize);
  }

  /** In float32 step by step, as the reference computes with the length in a tensor. */
  private float stretched(int length) {
    float growth = (float) factor * length / context - (float) (factor - 1);
    return (float) base * PlainRope.power(growth, (float) (headSize / (headSize - 2.0)));
  }

  @Override
  public boolean dependsOnLength() {
    return true;
  }

  @Override
  public double stretch() {
    return factor;
  }
}
