package org.tributary.inference.sampling;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the model-tokens of one answer.
 *
 * <p>In this order: logit_bias, repetition, frequency and presence penalties (vLLM's V1 sampler),
 * then temperature, top_k, top_p, min_p (Hugging Face transformers' warpers; vLLM has min_p before
 * top_k), each over what the one before has left. Without temperature the likeliest after the
 * penalties is taken. Of equals, the lower id comes first everywhere.
 *
 * <p>What is chosen depends on the row of logits, on the ids of prompt and answer where a penalty
 * needs them, and on one draw that is a function of seed, position and choice: never on other rows,
 * on where the row lies, or on whether the answer was interrupted.
 */
public final class Sampler {
  private final Sampling sampling;
  private final int vocabulary;
  private final @Nullable Penalties penalties;

  /**
   * @param promptIds what the answer is to; every id below {@code vocabulary}
   * @throws IllegalArgumentException when an id of the prompt or of the bias is not
   */
  public Sampler(Sampling sampling, long[] promptIds, int vocabulary) {
    this.sampling = sampling;
    this.vocabulary = vocabulary;
    for (long id : promptIds) {
      requireKnown(id);
    }
    this.penalties =
        sampling.penalizes() || !sampling.logitBias().isEmpty()
            ? new Penalties(sampling, promptIds, vocabulary)
            : null;
  }

  /** Scratch space for rows of one vocabulary; for one thread, which may serve many answers. */
  public static final class Workspace {
    final Row row;
    final Candidates candidates;

    public Workspace(int vocabulary) {
      row = new Row(vocabulary);
      candidates = new Candidates(row);
    }
  }

  /** Adds an id to the answer: one chosen here, or one chosen before the answer was interrupted. */
  public void add(long id) {
    requireKnown(id);
    if (penalties != null) {
      penalties.add((int) id);
    }
  }

  private void requireKnown(long id) {
    if (id < 0 || id >= vocabulary) {
      throw new IllegalArgumentException(
          "%d is not a model-token: the vocabulary ends at %d".formatted(id, vocabulary - 1));
    }
  }

  /**
   * The id chosen from {@code logits[offset, offset + vocabulary)}, which are left as they are.
   *
   * @param position of the chosen in prompt and answer together
   * @throws IllegalStateException when the largest logit is infinite, or one is not a number
   */
  public int choose(float[] logits, int offset, long position, Workspace workspace) {
    Row row = workspace.row;
    if (row.vocabulary() != vocabulary) {
      throw new IllegalArgumentException("the workspace is for another vocabulary");
    }
    row.load(logits, offset);
    if (penalties != null) {
      penalties.apply(row.values());
    }
    float max = row.max();
    if (sampling.greedy()) {
      return row.firstOf(max);
    }
    double draw = Philox.uniform(sampling.seed(), position, sampling.choice());
    return truncates()
        ? truncated(row, max, workspace.candidates).draw(draw)
        : whole(row, max).draw(draw);
  }

  private boolean truncates() {
    return limitsCount() || sampling.topP() < 1 || sampling.minP() > 0;
  }

  private boolean limitsCount() {
    return sampling.topK() > 0 && sampling.topK() < vocabulary;
  }

  private Row whole(Row row, float max) {
    row.weigh(max, sampling.temperature());
    return row;
  }

  private Candidates truncated(Row row, float max, Candidates candidates) {
    double total;
    if (limitsCount()) {
      candidates.takeLargest(row, sampling.topK());
      total = candidates.weigh(max, sampling.temperature());
    } else {
      total = row.weigh(max, sampling.temperature());
      candidates.takeFrom(row, (float) floor(total));
    }
    if (sampling.topP() < 1) {
      candidates.keepSum(sampling.topP() * total);
    }
    // The likeliest has the weight 1.
    candidates.keepFrom((float) sampling.minP());
    return candidates;
  }

  /**
   * A weight below which nothing is kept: all that is less likely than an equal part of the mass
   * that top_p leaves out cannot be more than that mass together.
   */
  private double floor(double total) {
    return sampling.topP() < 1
        ? Math.min((1 - sampling.topP()) * total / vocabulary, 1)
        : sampling.minP();
  }
}
