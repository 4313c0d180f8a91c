package org.tributary.inference.decoder;

import org.tributary.models.architecture.Rope;

/**
 * Cosines and sines of the rotary position encoding, a row for each position asked for.
 *
 * <p>A row has 2 × pairs entries; the sine of the first half is negated, so that x·cos +
 * roll(x)·sin rotates. Angles are rounded to float32 as in the reference implementation.
 */
final class RotaryTable {
  private final Rope rope;
  private final int size;
  private final float[][] cosines;
  private final float[][] sines;
  private final float[] constant;

  /**
   * @param headSize entries of a row
   * @param positions that may be asked for
   */
  RotaryTable(Rope rope, int headSize, int positions) {
    this.rope = rope;
    this.size = headSize;
    this.cosines = new float[positions][];
    this.sines = new float[positions][];
    this.constant = rope.inverseFrequencies(1);
  }

  /** Rows of cosines or sines of the positions from {@code first}, one after another. */
  record Rows(float[] cos, float[] sin) {}

  /** {@code count} positions from {@code first} of a sequence of {@code length} positions. */
  Rows range(int first, int count, int length) {
    Rows rows = new Rows(new float[count * size], new float[count * size]);
    float[] frequencies = frequencies(length);
    for (int i = 0; i < count; i++) {
      put(rows, i, first + i, frequencies);
    }
    return rows;
  }

  /** One row for each newest position of several sequences; the rest of {@code rows} stays 0. */
  Rows newest(int[] positions, int rows) {
    Rows out = new Rows(new float[rows * size], new float[rows * size]);
    for (int i = 0; i < positions.length; i++) {
      put(out, i, positions[i], frequencies(positions[i] + 1));
    }
    return out;
  }

  private float[] frequencies(int length) {
    return rope.dependsOnLength() ? rope.inverseFrequencies(length) : constant;
  }

  private void put(Rows rows, int row, int position, float[] frequencies) {
    if (rope.dependsOnLength()) {
      compute(position, frequencies, rows.cos, rows.sin, row * size);
      return;
    }
    if (cosines[position] == null) {
      cosines[position] = new float[size];
      sines[position] = new float[size];
      compute(position, frequencies, cosines[position], sines[position], 0);
    }
    System.arraycopy(cosines[position], 0, rows.cos, row * size, size);
    System.arraycopy(sines[position], 0, rows.sin, row * size, size);
  }

  private void compute(int position, float[] frequencies, float[] cos, float[] sin, int at) {
    int half = size / 2;
    float factor = rope.attentionFactor();
    for (int i = 0; i < half; i++) {
      float angle = position * frequencies[i];
      float c = (float) Math.cos(angle) * factor;
      float s = (float) Math.sin(angle) * factor;
      cos[at + i] = c;
      cos[at + i + half] = c;
      sin[at + i] = -s;
      sin[at + i + half] = s;
    }
  }
}
