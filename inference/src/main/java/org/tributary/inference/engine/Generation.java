package org.tributary.inference.engine;

import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.GenerationListener.FinishReason;
import org.tributary.inference.sampling.Sampler;
import org.tributary.models.tokenizer.ModelTokenizer;
import org.tributary.models.tokenizer.TextStream;

/** One answer in progress; the engine's thread alone moves it on. */
public final class Generation {
  private final GenerationRequest request;
  private final GenerationListener listener;
  private final TextStream text;
  private volatile boolean cancelled;
  private @Nullable Sampler sampler;
  private int answered;
  private long lastId;

  Generation(GenerationRequest request, GenerationListener listener, ModelTokenizer tokenizer) {
    this.request = request;
    this.listener = listener;
    this.text = new TextStream(tokenizer, request.stops());
  }

  /** Frees the answer's slot before the engine's next step; the listener hears nothing more. */
  public void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  GenerationRequest request() {
    return request;
  }

  long lastId() {
    return lastId;
  }

  /** Where the last model-token, not yet in the cache, belongs. */
  long position() {
    return request.promptIds().length + answered - 1L;
  }

  /**
   * Chooses the next model-token from the logits and tells the listener.
   *
   * @return whether the answer goes on
   */
  boolean accept(float[] logits, int row, ChatModel model, int positions) {
    if (cancelled) {
      return false;
    }
    int vocabulary = model.config().vocabulary();
    if (sampler == null) {
      sampler = new Sampler(request.sampling(), request.promptIds(), vocabulary);
    }
    lastId = sampler.choose(logits, row * vocabulary, position() + 1, model.workspace());
    sampler.add(lastId);
    answered++;
    if (model.config().endIds().contains((int) lastId)) {
      return end(FinishReason.STOP);
    }
    listener.onText(text.add(lastId), answered);
    if (text.stopped()) {
      return end(FinishReason.STOP);
    }
    if (answered >= request.maxAnswer() || position() + 1 >= positions) {
      return end(FinishReason.LENGTH);
    }
    return true;
  }

  private boolean end(FinishReason reason) {
    String rest = text.finish();
    if (!rest.isEmpty()) {
      listener.onText(rest, answered);
    }
    listener.onEnd(reason, answered);
    return false;
  }

  void fail(RuntimeException failure) {
    if (!cancelled) {
      listener.onFailure(failure);
    }
  }
}
