package org.tributary.inference.http;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.GenerationRequest;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.sampling.Sampling;
import org.tributary.models.openai.RequestExtension;
import org.tributary.models.openai.SamplingFields;

/**
 * What a request that keeps its endpoint's rules asks for; whether this model can do it is still to
 * be checked.
 *
 * @param promptField the body's field that the prompt came from
 * @param maxAnswer ceiling on the answer's model-tokens, resumed ones included; null for all that
 *     the context has room for
 * @param logProbs how many alternatives to name; −1 for no probabilities at all
 * @param client whose request this is
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight on, never compared
record Asked(
    long[] prompt,
    String promptField,
    @Nullable Integer maxAnswer,
    int logProbs,
    SamplingFields sampling,
    RequestExtension extension,
    String client,
    boolean streams,
    boolean wantsUsage) {
  private static final String RESUME = "tributary.resume_ids";

  /**
   * The question to {@code engine}.
   *
   * @throws Refusal naming the field that does not fit its model
   */
  Question of(InferenceEngine engine) {
    requireIds(prompt, promptField, engine.vocabulary());
    long[] resumed = ids(extension.delivered());
    requireIds(resumed, RESUME, engine.vocabulary());
    requireIds(ids(sampling.biases().keySet()), "logit_bias", engine.vocabulary());
    int room = room(engine.context());
    requireRest(resumed.length, room, engine.context());
    requireQueueable(engine.widestRequest());
    GenerationRequest first =
        new GenerationRequest(
            prompt,
            resumed,
            maxAnswer == null ? room : Math.min(maxAnswer, room),
            sampling.stops(),
            drawing(),
            logProbs,
            client);
    return new Question(first, sampling.answers(), streams, wantsUsage, extension.wantsIds());
  }

  private static void requireIds(long[] ids, String field, int vocabulary) {
    Arrays.stream(ids)
        .filter(id -> id < 0 || id >= vocabulary)
        .findFirst()
        .ifPresent(id -> {
          throw Refusal.invalid(
              field + " has id " + id + "; the model's ids are from 0 to " + (vocabulary - 1),
              field,
              "invalid_value");
        });
  }

  /** Model-tokens that fit behind the prompt. */
  private int room(int context) {
    if (prompt.length == 0) {
      throw Refusal.invalid(promptField + " has no model-tokens", promptField, "invalid_value");
    }
    if (prompt.length >= context) {
      throw Refusal.invalid(
          "%s has %d model-tokens, and the context holds %d, the answer included: shorten it"
              .formatted(promptField, prompt.length, context),
          promptField,
          Refusal.CONTEXT_EXCEEDED);
    }
    return context - prompt.length;
  }

  private void requireRest(int resumed, int room, int context) {
    if (resumed >= room) {
      throw Refusal.invalid(
          "%s has %d model-tokens and %s %d: nothing is left of the context of %d"
              .formatted(promptField, prompt.length, RESUME, resumed, context),
          RESUME,
          Refusal.CONTEXT_EXCEEDED);
    }
    if (maxAnswer != null && resumed >= maxAnswer) {
      throw Refusal.invalid(
          "%s has %d ids, and the answer may have %d in all: raise max_tokens, which counts them too"
              .formatted(RESUME, resumed, maxAnswer),
          RESUME,
          "invalid_value");
    }
  }

  private void requireQueueable(int widest) {
    if (sampling.answers() > widest) {
      throw Refusal.invalid(
          "n is %d, and this worker queues at most %d answers of one client"
              .formatted(sampling.answers(), widest),
          "n",
          "invalid_value");
    }
  }

  private Sampling drawing() {
    Long seed = sampling.seed();
    return new Sampling(
        or(sampling.temperature(), 1),
        or(sampling.topP(), 1),
        sampling.topK() == null ? 0 : Math.max(0, sampling.topK()),
        or(sampling.minP(), 0),
        or(sampling.presencePenalty(), 0),
        or(sampling.frequencyPenalty(), 0),
        or(sampling.repetitionPenalty(), 1),
        sampling.biases(),
        seed == null ? ThreadLocalRandom.current().nextLong() : seed,
        0);
  }

  private static double or(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }

  /** As the engine takes them. */
  static long[] ids(Collection<Integer> ids) {
    return ids.stream().mapToLong(Integer::longValue).toArray();
  }
}
