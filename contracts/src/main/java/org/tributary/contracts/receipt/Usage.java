package org.tributary.contracts.receipt;

/**
 * What a call used of a model.
 *
 * @param prompt model-tokens of the prompt, the cached ones among them
 * @param cached those that the worker had read before
 * @param completion model-tokens of the answer
 * @param pixels of the images, times the steps that each took
 */
public record Usage(long prompt, long cached, long completion, long pixels) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  public Usage {
    if (prompt < 0 || cached < 0 || completion < 0 || pixels < 0) {
      throw new IllegalArgumentException("negative usage");
    }
  }

  /** Of a text none of which was cached. */
  public static Usage ofText(long prompt, long completion) {
    return new Usage(prompt, 0, completion, 0);
  }

  /** Of prompt and answer together. */
  public long modelTokens() {
    return prompt + completion;
  }
}
