package org.tributary.inference.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.GenerationListener.FinishReason;
import org.tributary.inference.sampling.LogProbs;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatUsage;

/** How an endpoint writes one answer; called by one thread after the other. */
interface AnswerForm {

  /**
   * What is said of a choice, in part or as a whole.
   *
   * @param first whether nothing was said of the choice before
   * @param reason why it ended, if it has
   */
  record Said(
      int choice,
      boolean first,
      String text,
      List<LogProbs> logProbs,
      @Nullable FinishReason reason) {

    @Nullable String finish() {
      return reason == null ? null : reason.wire();
    }
  }

  /** One event of a stream. */
  Object event(Said said, AnswerExtension extension);

  /** The event that tells a whole stream's usage. */
  Object usage(ChatUsage usage);

  /** The whole answer. */
  Object whole(List<Said> choices, ChatUsage usage, @Nullable AnswerExtension extension);
}
