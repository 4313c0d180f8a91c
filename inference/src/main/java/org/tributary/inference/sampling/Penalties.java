package org.tributary.inference.sampling;

/** What bias and penalties do to one answer's logits: logit_bias first, as in vLLM. */
final class Penalties {
  private final Sampling sampling;
  private final int[] biased;
  private final float[] bias;
  private final Occurrences occurrences = new Occurrences();

  Penalties(Sampling sampling, long[] promptIds, int vocabulary) {
    this.sampling = sampling;
    this.biased = sampling.logitBias().keySet().stream().mapToInt(id -> id).sorted().toArray();
    this.bias = new float[biased.length];
    for (int i = 0; i < biased.length; i++) {
      if (biased[i] >= vocabulary) {
        throw new IllegalArgumentException(
            "logit_bias names %d, the vocabulary ends at %d".formatted(biased[i], vocabulary - 1));
      }
      bias[i] = sampling.logitBias().getOrDefault(biased[i], 0.0).floatValue();
    }
    if (sampling.repetitionPenalty() != 1) {
      for (long id : promptIds) {
        occurrences.addPrompt((int) id);
      }
    }
  }

  void add(int id) {
    if (sampling.penalizes()) {
      occurrences.addAnswer(id);
    }
  }

  void apply(float[] logits) {
    for (int i = 0; i < biased.length; i++) {
      logits[biased[i]] += bias[i];
    }
    for (int i = 0; i < occurrences.size(); i++) {
      int id = occurrences.id(i);
      logits[id] = penalized(logits[id], occurrences.answered(i));
    }
  }

  /** Repetition as in Hugging Face transformers, then frequency and presence as OpenAI has them. */
  private float penalized(double logit, int answered) {
    double penalty = sampling.repetitionPenalty();
    double repeated = logit > 0 ? logit / penalty : logit * penalty;
    return (float)
        (answered == 0
            ? repeated
            : repeated - answered * sampling.frequencyPenalty() - sampling.presencePenalty());
  }
}
