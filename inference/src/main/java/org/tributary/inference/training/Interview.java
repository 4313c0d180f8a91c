package org.tributary.inference.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.tributary.inference.engine.GenerationListener;
import org.tributary.inference.engine.GenerationRequest;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.sampling.Sampling;
import org.tributary.models.openai.ChatMessage;

/** Puts chats to a model, several at once, and takes its likeliest answers. */
final class Interview {
  private static final int MAX_ANSWER = 96;
  private final InferenceEngine engine;
  private final Semaphore places;

  Interview(InferenceEngine engine) {
    this.engine = engine;
    this.places = new Semaphore(engine.slots() * 2);
  }

  /**
   * @param ended whether the answer ended by itself, not at the ceiling
   */
  record Reply(String text, boolean ended) {}

  /** The answers in the order of {@code chats}. */
  List<Reply> ask(List<List<ChatMessage>> chats) throws InterruptedException {
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (List<ChatMessage> chat : chats) {
      places.acquire();
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      replies.add(reply);
      long[] prompt = engine.encode(chat);
      int room = Math.min(MAX_ANSWER, engine.context() - prompt.length);
      if (room < 1) {
        reply.complete(new Reply("", false));
        places.release();
        continue;
      }
      engine.submit(
          new GenerationRequest(prompt, room, List.of(), Sampling.GREEDY), new Listener(reply));
    }
    return replies.stream().map(CompletableFuture::join).toList();
  }

  private final class Listener implements GenerationListener {
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Reply> reply;

    Listener(CompletableFuture<Reply> reply) {
      this.reply = reply;
    }

    @Override
    public void onPiece(Piece piece) {
      text.append(piece.text());
    }

    @Override
    public void onEnd(FinishReason reason, Piece last) {
      text.append(last.text());
      places.release();
      reply.complete(new Reply(text.toString().strip(), reason == FinishReason.STOP));
    }

    @Override
    public void onFailure(RuntimeException failure) {
      places.release();
      reply.completeExceptionally(failure);
    }
  }
}
