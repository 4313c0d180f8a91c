package org.tributary.inference.engine;

/** How long a step takes, and how many layers of a prompt's chunk can be computed in that time. */
final class Pace {
  private static final double WEIGHT = 0.2;
  private double stepNanos;
  private double layerPositionNanos;

  void stepped(long nanos) {
    stepNanos = stepNanos == 0 ? nanos : stepNanos + WEIGHT * (nanos - stepNanos);
  }

  /** {@code layers} of a chunk of {@code positions} took so long. */
  void advanced(long nanos, int layers, int positions) {
    double each = (double) nanos / layers / positions;
    layerPositionNanos =
        layerPositionNanos == 0 ? each : layerPositionNanos + WEIGHT * (each - layerPositionNanos);
  }

  /** Layers of a chunk of {@code positions} that take about one step's time, at least one. */
  int layers(int positions) {
    if (stepNanos == 0 || layerPositionNanos == 0) {
      return 1;
    }
    return (int) Math.clamp(stepNanos / (layerPositionNanos * positions), 1, 1 << 16);
  }
}
