package org.tributary.inference.sampling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How likely the model held a model-token and its likeliest alternatives: natural logarithms of the
 * softmax of the raw logits, before bias, penalties and temperature (as OpenAI and vLLM report).
 *
 * @param likeliest by falling probability, equals by id; the chosen is among them only if it
 *     belongs there
 */
public record LogProbs(Entry chosen, List<Entry> likeliest) {
  /** OpenAI's figure for what has no probability at all. */
  static final float LEAST = -9999;

  public static final int MAX_LIKELIEST = 20;

  public LogProbs {
    likeliest = List.copyOf(likeliest);
  }

  /** One model-token. */
  public record Entry(int id, float logProb) {}

  /**
   * Of {@code id} and the {@code likeliest} in the row at {@code offset}.
   *
   * @param likeliest 0 to {@link #MAX_LIKELIEST}
   */
  public static LogProbs of(
      float[] logits, int offset, int id, int likeliest, Sampler.Workspace workspace) {
    if (likeliest < 0 || likeliest > MAX_LIKELIEST) {
      throw new IllegalArgumentException("likeliest must be from 0 to " + MAX_LIKELIEST);
    }
    Row row = workspace.row;
    row.load(logits, offset);
    float max = row.max();
    List<Entry> top = new ArrayList<>(likeliest);
    if (likeliest > 0) {
      Candidates largest = workspace.candidates;
      largest.takeLargest(row, Math.min(likeliest, row.vocabulary()));
      for (int i = 0; i < largest.size(); i++) {
        top.add(new Entry(largest.id(i), largest.value(i)));
      }
      top.sort(Comparator.comparingDouble((Entry e) -> -e.logProb).thenComparingInt(Entry::id));
    }
    double norm = max + Math.log(row.weigh(max, 1));
    top.replaceAll(e -> entry(e.id, e.logProb, norm));
    return new LogProbs(entry(id, logits[offset + id], norm), top);
  }

  private static Entry entry(int id, float logit, double norm) {
    return new Entry(id, (float) Math.max(logit - norm, LEAST));
  }
}
