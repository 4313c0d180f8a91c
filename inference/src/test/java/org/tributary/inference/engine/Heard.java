package org.tributary.inference.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** A listener that keeps what it hears. */
final class Heard implements GenerationListener {
  final List<Long> ids = new CopyOnWriteArrayList<>();
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
  public void onPiece(Piece piece) {
    keep(piece);
    onPart.accept(piece.answered());
  }

  private void keep(Piece piece) {
    text.append(piece.text());
    ids.add(piece.id());
    answered = piece.answered();
  }

  @Override
  public void onEnd(FinishReason reason, Piece last) {
    keep(last);
    end.complete(reason);
  }

  @Override
  public void onFailure(RuntimeException failure) {
    end.completeExceptionally(failure);
  }
}
