package org.tributary.inference.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.Map;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.image.ImageEngine;

/** Where a worker is in its life. */
sealed interface Phase {

  /** Not ready yet. */
  record Loading() implements Phase {}

  /** Takes requests, at the paths that its model answers. */
  record Up(LoadedModel model, Map<String, Service> services) implements Phase {
    public Up {
      services = Map.copyOf(services);
    }

    static Up of(LoadedModel model, Clock clock, ObjectMapper json) {
      return switch (model.engine()) {
        case InferenceEngine engine -> new Up(model, text(model, engine, clock, json));
        case ImageEngine engine ->
            new Up(model, Map.of(Paths.IMAGES, new ImageService(model, engine, clock, json)));
        default -> throw new IllegalArgumentException("no service for " + model.engine());
      };
    }

    private static Map<String, Service> text(
        LoadedModel model, InferenceEngine engine, Clock clock, ObjectMapper json) {
      Spellings spellings = new Spellings(engine.tokenizer(), engine.vocabulary());
      return Map.of(
          Paths.CHAT,
          new TextService(engine, new ChatEndpoint(model, engine, spellings, clock, json)),
          Paths.COMPLETIONS,
          new TextService(engine, new CompletionEndpoint(model, engine, spellings, clock, json)));
    }

    /**
     * Who answers at {@code path}.
     *
     * @throws Refusal if this model does not
     */
    Service service(String path) {
      Service service = services.get(path);
      if (service == null) {
        throw Refusal.otherKind(model.name(), path, services.keySet());
      }
      return service;
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
