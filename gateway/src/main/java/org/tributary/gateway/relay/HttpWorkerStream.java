package org.tributary.gateway.relay;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** An answer that comes as server-sent events, handed from the network's thread to the reader's. */
final class HttpWorkerStream<E> implements WorkerStream<E> {
  private static final int PREFETCH = 16;
  private static final String DONE = "[DONE]";
  private final EventReader<E> reader;
  private final Duration eventTimeout;
  private final Events events = new Events();

  HttpWorkerStream(EventReader<E> reader, Duration eventTimeout) {
    this.reader = reader;
    this.eventTimeout = eventTimeout;
  }

  BaseSubscriber<String> events() {
    return events;
  }

  /** What the network's thread leaves for the reader. */
  private sealed interface Signal {
    record Event(String data) implements Signal {}

    record Ended(RuntimeException cause) implements Signal {}
  }

  /** At most {@link #PREFETCH} events wait here: nothing is asked for beyond them. */
  private static final class Events extends BaseSubscriber<String> {
    private final LinkedBlockingQueue<Signal> queue = new LinkedBlockingQueue<>();
    private volatile boolean done;
    private volatile boolean stopped;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(PREFETCH);
    }

    @Override
    protected void hookOnNext(String data) {
      if (done) {
        cancel();
        return;
      }
      done = data.equals(DONE);
      queue.add(new Signal.Event(data));
    }

    @Override
    protected void hookOnComplete() {
      queue.add(new Signal.Ended(new WorkerFailure("broke off")));
    }

    @Override
    protected void hookOnError(Throwable error) {
      queue.add(
          new Signal.Ended(
              error instanceof WorkerFailure || error instanceof WorkerRefusal
                  ? (RuntimeException) error
                  : new WorkerFailure("broke off: " + error)));
    }

    @Override
    protected void hookOnCancel() {
      stopped = true;
      queue.add(new Signal.Ended(new WorkerFailure("the call was stopped")));
    }

    /** An answer that is all here needs no stop: its connection can carry the next call. */
    void stop() {
      if (!done) {
        cancel();
      }
    }

    /** Null when nothing came for so long; what still waited when the call was stopped is lost. */
    @Nullable Signal take(Duration timeout) {
      try {
        Signal signal = queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (signal instanceof Signal.Event && stopped && !done) {
          return new Signal.Ended(new WorkerFailure("the call was stopped"));
        }
        return signal;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Signal.Ended(new WorkerFailure("the gateway is stopping"));
      }
    }
  }

  @Override
  public Optional<E> next() {
    return switch (events.take(eventTimeout)) {
      case null -> {
        events.cancel();
        throw new WorkerFailure("silent for " + eventTimeout.toMillis() + " ms");
      }
      case Signal.Ended(RuntimeException cause) -> throw cause;
      case Signal.Event(String data) -> {
        events.request(1);
        yield data.equals(DONE) ? Optional.empty() : Optional.of(reader.read(data));
      }
    };
  }

  @Override
  public void close() {
    events.stop();
  }
}
