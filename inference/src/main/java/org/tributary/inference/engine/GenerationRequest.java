package org.tributary.inference.engine;

import java.util.List;
import org.tributary.inference.sampling.Sampling;

/**
 * An answer to be generated.
 *
 * @param promptIds model-tokens of the whole prompt
 * @param resumeIds the beginning of the answer, delivered before it was interrupted: it goes on as
 *     if it had never been
 * @param maxAnswer ceiling on the answer's model-tokens, the resumed ones included
 * @param stops strings that end the answer and are not part of it
 * @param logProbs how many alternatives to report the probability of with every model-token; −1 for
 *     no probabilities at all
 * @param client whose request this is: clients take turns
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
public record GenerationRequest(
    long[] promptIds,
    long[] resumeIds,
    int maxAnswer,
    List<String> stops,
    Sampling sampling,
    int logProbs,
    String client) {
  public GenerationRequest {
    stops = List.copyOf(stops);
    if (promptIds.length == 0) {
      throw new IllegalArgumentException("prompt must have at least one model-token");
    }
    if (maxAnswer <= resumeIds.length) {
      throw new IllegalArgumentException(
          "max_tokens counts resume_ids too: it must be above " + resumeIds.length);
    }
  }

  /** A fresh answer without probabilities, for a client that is alone. */
  public GenerationRequest(long[] promptIds, int maxAnswer, List<String> stops, Sampling sampling) {
    this(promptIds, new long[0], maxAnswer, stops, sampling, -1, "");
  }
}
