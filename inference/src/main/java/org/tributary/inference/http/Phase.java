package org.tributary.inference.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;

/** Where a worker is in its life. */
sealed interface Phase {

  /** Not ready yet. */
  record Loading() implements Phase {}

  /** Takes requests. */
  record Up(LoadedModel model, Endpoint chat, Endpoint completions) implements Phase {

    static Up of(LoadedModel model, Clock clock, ObjectMapper json) {
      Spellings spellings = new Spellings(model.engine().tokenizer(), model.engine().vocabulary());
      return new Up(
          model,
          new ChatEndpoint(model, spellings, clock, json),
          new CompletionEndpoint(model, spellings, clock, json));
    }
  }

  /** Ends what it has, and takes no more. */
  record Draining(LoadedModel model) implements Phase {}

  /**
   * The phase in which requests are taken, if this is it.
   *
   * @throws Refusal if it is another
   */
  default Up requireUp() {
    return switch (this) {
      case Loading() -> throw Refusal.loading();
      case Up up -> up;
      case Draining(_) -> throw Refusal.stopping();
    };
  }
}
