package org.tributary.inference.engine;

import java.util.List;
import org.tributary.inference.sampling.Sampling;

/**
 * An answer to be generated.
 *
 * @param promptIds model-tokens of the whole chat
 * @param maxAnswer ceiling on the answer's model-tokens
 * @param stops strings that end the answer and are not part of it
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
public record GenerationRequest(
    long[] promptIds, int maxAnswer, List<String> stops, Sampling sampling) {
  public GenerationRequest {
    stops = List.copyOf(stops);
    if (maxAnswer < 1) {
      throw new IllegalArgumentException("an answer has at least one model-token");
    }
  }
}
