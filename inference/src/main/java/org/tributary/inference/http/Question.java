package org.tributary.inference.http;

import java.util.List;
import java.util.stream.IntStream;
import org.tributary.inference.engine.GenerationRequest;

/**
 * A request that the engine can answer.
 *
 * @param first its first choice; the others draw other random numbers
 * @param choices answers to the one prompt
 * @param wantsUsage whether a stream ends with its usage
 * @param wantsIds whether the answer names its model-tokens
 */
record Question(
    GenerationRequest first, int choices, boolean streams, boolean wantsUsage, boolean wantsIds) {

  List<GenerationRequest> requests() {
    return IntStream.range(0, choices).mapToObj(this::request).toList();
  }

  private GenerationRequest request(int choice) {
    return new GenerationRequest(
        first.promptIds(),
        first.resumeIds(),
        first.maxAnswer(),
        first.stops(),
        first.sampling().withChoice(choice),
        first.logProbs(),
        first.client());
  }

  int promptLength() {
    return first.promptIds().length;
  }

  /** The most that can be heard of all its choices together. */
  int mostParts() {
    return choices * (first.maxAnswer() - first.resumeIds().length);
  }
}
