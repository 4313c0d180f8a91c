package org.tributary.inference.sampling;

import java.util.Map;

/** Samplings for tests, one setting at a time. */
record Settings(Sampling sampling) {
  static Settings at(double temperature) {
    return new Settings(Sampling.of(temperature, 1, 3));
  }

  Settings topP(double topP) {
    Sampling s = sampling;
    return with(topP, s.topK(), s.minP(), s.logitBias(), s.seed());
  }

  Settings topK(int topK) {
    Sampling s = sampling;
    return with(s.topP(), topK, s.minP(), s.logitBias(), s.seed());
  }

  Settings minP(double minP) {
    Sampling s = sampling;
    return with(s.topP(), s.topK(), minP, s.logitBias(), s.seed());
  }

  Settings bias(Map<Integer, Double> bias) {
    Sampling s = sampling;
    return with(s.topP(), s.topK(), s.minP(), bias, s.seed());
  }

  Settings seed(long seed) {
    Sampling s = sampling;
    return with(s.topP(), s.topK(), s.minP(), s.logitBias(), seed);
  }

  private Settings with(double topP, int topK, double minP, Map<Integer, Double> bias, long seed) {
    Sampling s = sampling;
    return new Settings(
        new Sampling(
            s.temperature(),
            topP,
            topK,
            minP,
            s.presencePenalty(),
            s.frequencyPenalty(),
            s.repetitionPenalty(),
            bias,
            seed,
            s.choice()));
  }

  Settings penalties(double presence, double frequency, double repetition) {
    Sampling s = sampling;
    return new Settings(
        new Sampling(
            s.temperature(),
            s.topP(),
            s.topK(),
            s.minP(),
            presence,
            frequency,
            repetition,
            s.logitBias(),
            s.seed(),
            s.choice()));
  }
}
