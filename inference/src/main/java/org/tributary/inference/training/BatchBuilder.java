package org.tributary.inference.training;

import java.util.Arrays;

/** Fills a batch row by row; unused positions are padded and never learnt from. */
final class BatchBuilder {
  private final int rows;
  private final int context;
  private final long[] inputs;
  private final long[] targets;
  private int row;
  private int used;

  BatchBuilder(int rows, int context) {
    this.rows = rows;
    this.context = context;
    this.inputs = new long[rows * context];
    this.targets = new long[rows * context];
    Arrays.fill(targets, Batch.IGNORED);
  }

  boolean rowFull() {
    return used >= context;
  }

  boolean full() {
    return row == rows;
  }

  /** Appends {@code ids}, learning to predict those marked in {@code learn}; the rest is cut. */
  void append(int[] ids, boolean[] learn) {
    for (int i = 0; i < ids.length && used < context; i++, used++) {
      int at = row * context + used;
      inputs[at] = ids[i];
      if (i + 1 < ids.length && learn[i + 1]) {
        targets[at] = ids[i + 1];
      }
    }
  }

  void nextRow() {
    row++;
    used = 0;
  }

  Batch build() {
    return new Batch(rows, inputs, targets);
  }
}
