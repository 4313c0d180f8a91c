package org.tributary.gateway.payment;

/** What a call used of a model, in model-tokens. */
public record Usage(long promptTokens, long completionTokens) {

  public static final Usage NONE = new Usage(0, 0);

  /** Both together. */
  public long modelTokens() {
    return promptTokens + completionTokens;
  }

  public Usage {
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException("negative usage");
    }
  }
}
