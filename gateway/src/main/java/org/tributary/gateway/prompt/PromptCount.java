package org.tributary.gateway.prompt;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A prompt's size in model-tokens, and how surely it is known. */
public record PromptCount(long modelTokens, Certainty certainty) {

  /** Whether the model's own tokenizer counted. */
  public enum Certainty {
    EXACT,
    AT_MOST;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PromptCount {
    if (modelTokens < 0) {
      throw new IllegalArgumentException("a prompt is never negative");
    }
  }

  static PromptCount exact(long modelTokens) {
    return new PromptCount(modelTokens, Certainty.EXACT);
  }

  static PromptCount atMost(long modelTokens) {
    return new PromptCount(modelTokens, Certainty.AT_MOST);
  }
}
