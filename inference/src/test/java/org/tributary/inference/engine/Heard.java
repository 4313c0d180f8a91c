package org.tributary.inference.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** A listener that keeps what it hears. */
final class Heard implements GenerationListener {
  final StringBuffer text = new StringBuffer();
  final CompletableFuture<FinishReason> end = new CompletableFuture<>();
  volatile int answered;
  private final IntConsumer onPart;

  Heard() {
    this(answered -> {});
  }

  /** Also runs {@code onPart} on the engine's thread with the model-tokens so far. */
  Heard(IntConsumer onPart) {
    this.onPart = onPart;
  }

  @Override
  public void onText(String more, int soFar) {
    text.append(more);
    answered = soFar;
    onPart.accept(soFar);
  }

  @Override
  public void onEnd(FinishReason reason, int soFar) {
    answered = soFar;
    end.complete(reason);
  }

  @Override
  public void onFailure(RuntimeException failure) {
    end.completeExceptionally(failure);
  }
}
