package org.tributary.inference.engine;

import java.util.List;
import org.tributary.inference.sampling.LogProbs;

/** Hears of an answer as it is generated; called on the engine's thread and must not block. */
public interface GenerationListener {
  /**
   * One more model-token of an answer.
   *
   * @param text what it made certain; empty while a character or a possible stop string is open
   * @param logProbs its probability, if asked for
   * @param answered model-tokens of the answer so far, resumed ones included
   */
  record Piece(long id, String text, List<LogProbs> logProbs, int answered) {
    public Piece {
      logProbs = List.copyOf(logProbs);
    }
  }

  /** More of the answer. */
  void onPiece(Piece piece);

  /** The answer is complete with its last piece. */
  void onEnd(FinishReason reason, Piece last);

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
