package org.tributary.inference.sampling;

import java.util.Map;

/**
 * How the model-tokens of an answer are chosen; {@link Sampler} says in which order this is
 * applied.
 *
 * @param temperature divides the logits; below {@link #GREEDY_BELOW} the likeliest is taken
 * @param topP keeps the smallest set of model-tokens whose probabilities reach it, at least one; 1
 *     keeps all
 * @param topK keeps so many; 0 keeps all
 * @param minP keeps those at least so likely as this share of the likeliest; 0 keeps all
 * @param presencePenalty taken from the logit of what is in the answer already
 * @param frequencyPenalty taken from the logit for each time it is in the answer already
 * @param repetitionPenalty divides a positive and multiplies a negative logit of what is in prompt
 *     or answer already; 1 changes nothing
 * @param logitBias added to the logits of these ids, each from -100 to 100
 * @param seed of the counter-based generator
 * @param choice which of several answers to one prompt this is, from 0
 */
public record Sampling(
    double temperature,
    double topP,
    int topK,
    double minP,
    double presencePenalty,
    double frequencyPenalty,
    double repetitionPenalty,
    Map<Integer, Double> logitBias,
    long seed,
    int choice) {
  /** As vLLM's sampler has it: less would divide by nearly nothing. */
  static final double GREEDY_BELOW = 1e-5;

  public static final double MAX_BIAS = 100;

  /** The likeliest, always. */
  public static final Sampling GREEDY = of(0, 1, 0);

  public Sampling {
    logitBias = Map.copyOf(logitBias);
    require(temperature >= 0 && Double.isFinite(temperature), "temperature", temperature);
    require(topP >= 0 && topP <= 1, "topP", topP);
    require(topK >= 0, "topK", topK);
    require(minP >= 0 && minP <= 1, "minP", minP);
    require(Double.isFinite(presencePenalty), "presencePenalty", presencePenalty);
    require(Double.isFinite(frequencyPenalty), "frequencyPenalty", frequencyPenalty);
    require(
        repetitionPenalty > 0 && Double.isFinite(repetitionPenalty),
        "repetitionPenalty",
        repetitionPenalty);
    logitBias.forEach(
        (id, bias) -> require(id >= 0 && Math.abs(bias) <= MAX_BIAS, "logitBias", id + "=" + bias));
    require(choice >= 0, "choice", choice);
  }

  private static void require(boolean holds, String field, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(field + " must not be " + value);
    }
  }

  /** Draws from all or the likeliest, without penalties. */
  public static Sampling of(double temperature, double topP, long seed) {
    return new Sampling(temperature, topP, 0, 0, 0, 0, 1, Map.of(), seed, 0);
  }

  /** The same for another of several answers to one prompt. */
  public Sampling withChoice(int other) {
    return new Sampling(
        temperature,
        topP,
        topK,
        minP,
        presencePenalty,
        frequencyPenalty,
        repetitionPenalty,
        logitBias,
        seed,
        other);
  }

  boolean greedy() {
    return temperature < GREEDY_BELOW;
  }

  boolean penalizes() {
    return presencePenalty != 0 || frequencyPenalty != 0 || repetitionPenalty != 1;
  }
}
