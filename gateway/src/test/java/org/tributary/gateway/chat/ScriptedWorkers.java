package org.tributary.gateway.chat;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.relay.WorkerClient;
import org.tributary.gateway.relay.WorkerFailure;
import org.tributary.gateway.relay.WorkerStream;
import org.tributary.gateway.routing.Worker;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ImageEvent;
import org.tributary.models.openai.ImageRequest;

/** Workers that do as their scripts say, one script a call; more calls than scripts fail. */
final class ScriptedWorkers implements WorkerClient {
  final List<ChatRequest> requests = new ArrayList<>();
  final AtomicInteger open = new AtomicInteger();
  private final List<Worker> workers = new ArrayList<>();
  private final Map<URI, Step[]> scripts = new ConcurrentHashMap<>();

  /** One thing a worker does; null is the end of its answer. */
  interface Step {
    @Nullable ChatChunk take() throws InterruptedException;
  }

  static Step say(ChatChunk chunk) {
    return () -> chunk;
  }

  static Step done() {
    return () -> null;
  }

  static Step fail(RuntimeException how) {
    return () -> {
      throw how;
    };
  }

  static Step die() {
    return fail(new WorkerFailure("broke off"));
  }

  /** Says nothing until the call is stopped. */
  static Step hang() {
    return () -> HANG;
  }

  private static final ChatChunk HANG = Chunks.plain("hang");

  /** A worker called {@code number}, tried in the order of their loads: all alike. */
  ScriptedWorkers with(int number, String model, Bytes32 contentHash, Step... script) {
    URI endpoint = URI.create("http://worker-" + number);
    scripts.put(endpoint, script);
    workers.add(
        new Worker(
            Calls.address(number),
            endpoint,
            List.of(new ServedModel(model, contentHash)),
            8,
            "test",
            Calls.address(number + 100)));
    return this;
  }

  List<Worker> live() {
    return workers;
  }

  @Override
  public WorkerStream<ChatChunk> chat(URI endpoint, ChatRequest request) {
    requests.add(request);
    open.incrementAndGet();
    return new Stream(Arrays.asList(Optional.ofNullable(scripts.get(endpoint)).orElseThrow()));
  }

  @Override
  public WorkerStream<ImageEvent> images(URI endpoint, ImageRequest request) {
    throw new AssertionError("nobody asked for images");
  }

  private final class Stream implements WorkerStream<ChatChunk> {
    private final Iterator<Step> steps;
    private final CountDownLatch closed = new CountDownLatch(1);

    Stream(List<Step> steps) {
      this.steps = steps.iterator();
    }

    @Override
    public Optional<ChatChunk> next() {
      if (closed.getCount() == 0) {
        throw new WorkerFailure("the call was stopped");
      }
      if (!steps.hasNext()) {
        throw new WorkerFailure("broke off");
      }
      try {
        ChatChunk chunk = steps.next().take();
        if (chunk == HANG) {
          closed.await();
          throw new WorkerFailure("the call was stopped");
        }
        return Optional.ofNullable(chunk);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WorkerFailure("interrupted");
      }
    }

    @Override
    public void close() {
      if (closed.getCount() > 0) {
        open.decrementAndGet();
      }
      closed.countDown();
    }
  }
}
