package org.tributary.inference.sampling;

/** The few of a row that can still be chosen, in the order of their ids. */
final class Candidates {
  private final int[] ids;
  private final float[] values;
  private final Cut cut = new Cut();
  private int size;

  Candidates(Row row) {
    this.ids = new int[row.values().length + 1];
    this.values = new float[row.values().length];
  }

  int size() {
    return size;
  }

  int id(int index) {
    return ids[index];
  }

  float value(int index) {
    return values[index];
  }

  /** Takes what is {@code floor} or more. */
  void takeFrom(Row row, float floor) {
    size = row.gather(floor, ids);
    for (int i = 0; i < size; i++) {
      values[i] = row.values()[ids[i]];
    }
  }

  /**
   * Takes the {@code count} largest; of equals, those with lower ids. As many columns have a value
   * as large as the smallest of their maxima, so nothing below that is among the largest.
   */
  void takeLargest(Row row, int count) {
    float floor = Float.NEGATIVE_INFINITY;
    if (count < row.maxima().length) {
      cut.byCount(row.maxima(), row.maxima().length, count);
      floor = cut.border();
    }
    takeFrom(row, floor);
    cut.byCount(values, size, count);
    keepCut();
  }

  /** Turns logits into weights; returns their sum. */
  double weigh(float max, double temperature) {
    Weights.of(values, size, max, temperature);
    return sum();
  }

  private double sum() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += values[i];
    }
    return sum;
  }

  /** Keeps the fewest of the largest that reach {@code sum}; of equals, those with lower ids. */
  void keepSum(double sum) {
    cut.bySum(values, size, sum);
    keepCut();
  }

  private void keepCut() {
    int kept = 0;
    int ties = cut.ties();
    for (int i = 0; i < size; i++) {
      float value = values[i];
      if (value > cut.border() || (value == cut.border() && ties-- > 0)) {
        ids[kept] = ids[i];
        values[kept++] = value;
      }
    }
    size = kept;
  }

  /** Keeps what is {@code floor} or more. */
  void keepFrom(float floor) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (values[i] >= floor) {
        ids[kept] = ids[i];
        values[kept++] = values[i];
      }
    }
    size = kept;
  }

  /** Where a share {@code uniform} of the weight lies below, in the order of ids. */
  int draw(double uniform) {
    double at = uniform * sum();
    int last = 0;
    for (int i = 0; i < size && at >= 0; i++) {
      if (values[i] > 0) {
        last = ids[i];
        at -= values[i];
      }
    }
    return last;
  }
}
