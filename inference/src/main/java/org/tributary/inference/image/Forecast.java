package org.tributary.inference.image;

import org.jspecify.annotations.Nullable;

/** Says when images will be complete, by how long the model's evaluations have taken. */
final class Forecast {
  private static final double WEIGHT = 0.2;
  private final int slots;
  private double nanos;

  Forecast(int slots) {
    this.slots = slots;
  }

  /** An evaluation for all slots took so long. */
  void evaluated(long took) {
    nanos = nanos == 0 ? took : nanos + WEIGHT * (took - nanos);
  }

  /**
   * Milliseconds until an image is complete; null before the first evaluation.
   *
   * @param own evaluations that it needs
   * @param before evaluations of other images that come before it, shared by the slots
   */
  @Nullable Long etaMs(int own, long before) {
    return nanos == 0 ? null : Math.round((own + (double) before / slots) * nanos / 1e6);
  }
}
