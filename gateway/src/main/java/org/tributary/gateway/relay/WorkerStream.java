package org.tributary.gateway.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.reactivestreams.Subscription;
import org.tributary.models.openai.ChatChunk;
import reactor.core.publisher.BaseSubscriber;

/**
 * A worker's answer as it comes, read by one blocking thread. Closing it, from any thread, makes
 * the worker stop and wakes the reader.
 */
public final class WorkerStream implements AutoCloseable {
  private static final int PREFETCH = 64;
  private static final String DONE = "[DONE]";
  private final ObjectMapper json;
  private final Events events = new Events();

  WorkerStream(ObjectMapper json) {
    this.json = json;
  }

  Events events() {
    return events;
  }

  /** What the network thread leaves for the reader; at most {@link #PREFETCH} events wait. */
  private sealed interface Signal {
    record Event(String data) implements Signal {}

    record Failed(RuntimeException cause) implements Signal {}
  }

  static final class Events extends BaseSubscriber<String> {
    private final LinkedBlockingQueue<Signal> queue = new LinkedBlockingQueue<>();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(PREFETCH);
    }

    @Override
    protected void hookOnNext(String data) {
      queue.add(new Signal.Event(data));
    }

    @Override
    protected void hookOnComplete() {
      queue.add(new Signal.Failed(new WorkerFailure("the worker broke off")));
    }

    @Override
    protected void hookOnError(Throwable error) {
      queue.add(
          new Signal.Failed(
              error instanceof WorkerFailure || error instanceof WorkerRefusal
                  ? (RuntimeException) error
                  : new WorkerFailure("the worker broke off: " + error.getMessage())));
    }

    @Override
    protected void hookOnCancel() {
      queue.add(new Signal.Failed(new WorkerFailure("the call was stopped")));
    }

    private String take() {
      try {
        Signal signal = queue.take();
        if (signal instanceof Signal.Event(String data)) {
          request(1);
          return data;
        }
        throw ((Signal.Failed) signal).cause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WorkerFailure("the gateway is stopping");
      }
    }
  }

  /**
   * Waits for the next event; empty after the last.
   *
   * @throws WorkerFailure when the worker broke off before it was done
   * @throws WorkerRefusal when it refused the request
   */
  public Optional<ChatChunk> next() {
    String event = events.take();
    if (event.equals(DONE)) {
      return Optional.empty();
    }
    try {
      JsonNode node = json.readTree(event);
      if (node.has("error")) {
        throw new WorkerFailure(
            "the worker failed: " + node.path("error").path("message").asText());
      }
      return Optional.of(json.treeToValue(node, ChatChunk.class));
    } catch (JsonProcessingException e) {
      throw new WorkerFailure("the worker sent an event that is not a chunk");
    }
  }

  @Override
  public void close() {
    events.cancel();
  }
}
