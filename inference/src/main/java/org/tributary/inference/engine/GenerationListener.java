package org.tributary.inference.engine;

/** Hears of an answer as it is generated; called on the engine's thread and must not block. */
public interface GenerationListener {
  /**
   * More of the answer.
   *
   * @param text may be empty while a character is incomplete
   * @param answered model-tokens of the answer so far
   */
  void onText(String text, int answered);

  /** The answer is complete. */
  void onEnd(FinishReason reason, int answered);

  /** The engine failed; nothing follows. */
  void onFailure(RuntimeException failure);

  /** Why an answer ended, in OpenAI's words. */
  enum FinishReason {
    STOP,
    LENGTH;

    public String wire() {
      return this == STOP ? "stop" : "length";
    }
  }
}
