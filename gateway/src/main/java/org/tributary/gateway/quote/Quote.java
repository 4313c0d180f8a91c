package org.tributary.gateway.quote;

import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.prompt.PromptCount;

/**
 * The most that one call costs.
 *
 * @param ceiling base units; exactly what the call will reserve
 */
public record Quote(ModelOffer offer, long ceiling, Measure measure) {

  /** What the ceiling is made of. */
  public sealed interface Measure {}

  /** A prompt and the longest answer, in model-tokens. */
  public record Text(PromptCount prompt, int maxAnswer, AnswerLimit limit) implements Measure {}

  /**
   * Images, in pixels and steps.
   *
   * @param pixelSteps pixels times steps of all images, what is charged by
   */
  public record Images(int images, int width, int height, int steps, long pixelSteps)
      implements Measure {}
}
