package org.tributary.inference.sampling;

import java.util.Arrays;

/**
 * One row of logits, then of weights, in columns of every {@link #WIDTH}th id: what is known of a
 * column (its largest value, its sum) spares looking into most of them.
 *
 * <p>The loops over a whole row go through {@code stripe}, with the same index into each array:
 * only of such loops does the compiler make vector instructions, which here are ten times as fast.
 */
final class Row {
  private static final int WIDTH = 1024;
  private final int vocabulary;
  private final float[] values;
  private final float[] stripe = new float[WIDTH];
  private final float[] maxima = new float[WIDTH];
  private final float[] sums = new float[WIDTH];
  private double total;

  Row(int vocabulary) {
    this.vocabulary = vocabulary;
    this.values = new float[Math.ceilDiv(vocabulary, WIDTH) * WIDTH];
  }

  int vocabulary() {
    return vocabulary;
  }

  /** The logits, and -∞ up to a whole stripe; or the weights, and 0. */
  float[] values() {
    return values;
  }

  /** The largest value of each column. */
  float[] maxima() {
    return maxima;
  }

  void load(float[] logits, int offset) {
    System.arraycopy(logits, offset, values, 0, vocabulary);
    Arrays.fill(values, vocabulary, values.length, Float.NEGATIVE_INFINITY);
  }

  /**
   * Notes the columns' maxima and returns the largest.
   *
   * @throws IllegalStateException when it is infinite, or anything is not a number
   */
  float max() {
    System.arraycopy(values, 0, maxima, 0, WIDTH);
    for (int start = WIDTH; start < values.length; start += WIDTH) {
      System.arraycopy(values, start, stripe, 0, WIDTH);
      raise(maxima, stripe);
    }
    float max = Float.NEGATIVE_INFINITY;
    for (float columnMax : maxima) {
      max = Math.max(max, columnMax);
    }
    if (!Float.isFinite(max)) {
      throw new IllegalStateException("the model's logits are not finite");
    }
    return max;
  }

  private static void raise(float[] maxima, float[] stripe) {
    for (int i = 0; i < WIDTH; i++) {
      maxima[i] = Math.max(maxima[i], stripe[i]);
    }
  }

  /** The lowest id whose logit is {@code max}. */
  int firstOf(float max) {
    int first = values.length;
    for (int column = 0; column < WIDTH; column++) {
      if (maxima[column] == max) {
        int id = column;
        while (values[id] != max) {
          id += WIDTH;
        }
        first = Math.min(first, id);
      }
    }
    return first;
  }

  /** Turns logits into weights, and returns the sum of them. */
  double weigh(float max, double temperature) {
    Weights.of(values, values.length, max, temperature);
    Weights.of(maxima, WIDTH, max, temperature);
    System.arraycopy(values, 0, sums, 0, WIDTH);
    for (int start = WIDTH; start < values.length; start += WIDTH) {
      System.arraycopy(values, start, stripe, 0, WIDTH);
      add(sums, stripe);
    }
    total = 0;
    for (float sum : sums) {
      total += sum;
    }
    return total;
  }

  private static void add(float[] sums, float[] stripe) {
    for (int i = 0; i < WIDTH; i++) {
      sums[i] += stripe[i];
    }
  }

  /** Where a share {@code uniform} of the weight lies before, column after column. */
  int draw(double uniform) {
    double at = uniform * total;
    int column = 0;
    for (int c = 0; c < WIDTH && at >= 0; c++) {
      if (sums[c] > 0) {
        column = c;
        at -= sums[c];
      }
    }
    at += sums[column];
    int last = column;
    for (int id = column; id < values.length && at >= 0; id += WIDTH) {
      if (values[id] > 0) {
        last = id;
        at -= values[id];
      }
    }
    return last;
  }

  /**
   * Writes the ids whose value is {@code floor} or more to {@code ids}, in their order.
   *
   * @param ids one longer than the row
   * @return how many there are
   */
  int gather(float floor, int[] ids) {
    int columns = 0;
    for (float max : maxima) {
      columns += max >= floor ? 1 : 0;
    }
    if (columns > WIDTH / 8) {
      return gatherAll(floor, ids);
    }
    int size = 0;
    for (int column = 0; column < WIDTH; column++) {
      if (maxima[column] >= floor) {
        for (int id = column; id < values.length; id += WIDTH) {
          if (values[id] >= floor) {
            ids[size++] = id;
          }
        }
      }
    }
    Arrays.sort(ids, 0, size);
    return size;
  }

  private int gatherAll(float floor, int[] ids) {
    int size = 0;
    for (int id = 0; id < vocabulary; id++) {
      // No branch: whether to keep one is anyone's guess where many are near the floor.
      ids[size] = id;
      size += values[id] >= floor ? 1 : 0;
    }
    return size;
  }
}
