package org.tributary.inference.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.tributary.inference.engine.Generation;
import org.tributary.inference.engine.GenerationListener;
import org.tributary.inference.engine.GenerationRequest;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.waiting.EngineBusyException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** The answers to one question: queued together, heard together, cancelled together. */
final class Choices {
  private final List<Generation> generations;
  private final Sinks.Many<Part> heard;
  private final AtomicInteger open;

  private Choices(Question question) {
    this.generations = new ArrayList<>(question.choices());
    this.open = new AtomicInteger(question.choices());
    // The engine never waits for a reader. What a slow one has not read yet is bounded by the
    // answer's own ceiling, and how long it may take by the server.
    this.heard =
        Sinks.many()
            .unicast()
            .onBackpressureBuffer(new LinkedBlockingQueue<>(question.mostParts()));
  }

  /**
   * Queues all choices, or none.
   *
   * @throws EngineBusyException when there is no place
   * @throws Refusal when the answer to resume has ended
   */
  static Choices enter(InferenceEngine engine, Question question) {
    Choices choices = new Choices(question);
    for (GenerationRequest request : question.requests()) {
      choices.add(engine, request);
    }
    engine.enter(choices.generations);
    return choices;
  }

  private void add(InferenceEngine engine, GenerationRequest request) {
    try {
      generations.add(engine.generation(request, new Listener(generations.size())));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(
          e.getMessage() + ": there is nothing to go on with",
          "tributary.resume_ids",
          "invalid_value");
    }
  }

  /** All that is heard of them, in order; for one subscriber. */
  Flux<Part> parts() {
    return heard.asFlux().doOnCancel(this::cancel);
  }

  /** Frees their slots before the engine's next step. */
  void cancel() {
    generations.forEach(Generation::cancel);
  }

  /** Called on the engine's thread, which is never more than one. */
  private final class Listener implements GenerationListener {
    private final int choice;

    Listener(int choice) {
      this.choice = choice;
    }

    @Override
    public void onPiece(Piece piece) {
      emit(new Part(choice, piece, null));
    }

    @Override
    public void onEnd(FinishReason reason, Piece last) {
      emit(new Part(choice, last, reason));
      if (open.decrementAndGet() == 0) {
        heard.tryEmitComplete();
      }
    }

    /** One choice that fails ends all. */
    @Override
    public void onFailure(RuntimeException failure) {
      heard.tryEmitError(failure);
      cancel();
    }

    private void emit(Part part) {
      if (heard.tryEmitNext(part) == Sinks.EmitResult.FAIL_OVERFLOW) {
        throw new IllegalStateException("an answer went over its ceiling");
      }
    }
  }
}
