package org.tributary.inference.bench;

import ai.djl.MalformedModelException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.Generation;
import org.tributary.inference.engine.GenerationListener;
import org.tributary.inference.engine.GenerationRequest;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.sampling.Sampling;

/**
 * Many requests, a third of them cancelled somewhere: memory must stay flat and no slot be lost.
 */
final class SoakBench {
  private static final int AT_ONCE = 48;
  private static final int PARTS = 5;
  private static final long PAGE_BYTES = 4096;

  private final int requests;
  private final SplittableRandom random = new SplittableRandom(7);
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  SoakBench(int requests) {
    this.requests = requests;
  }

  /**
   * @param heapMiB in use after a collection, after each fifth of the requests
   * @param nativeMiB resident memory of the process beside the heap, likewise
   */
  record Result(
      int ended,
      int cancelled,
      int failed,
      int slotsLost,
      List<Double> heapMiB,
      List<Double> nativeMiB,
      double seconds) {}

  Result run(Path folder, EngineSettings settings, IntConsumer progress)
      throws IOException, MalformedModelException, InterruptedException {
    long start = System.nanoTime();
    List<Double> heap = new ArrayList<>();
    List<Double> outside = new ArrayList<>();
    try (InferenceEngine engine =
        InferenceEngine.start(folder, settings, new SimpleMeterRegistry())) {
      for (int part = 0; part < PARTS; part++) {
        batch(engine, requests / PARTS * part, requests / PARTS * (part + 1), progress);
        heap.add(heapMiB());
        outside.add(residentMiB() - committedHeapMiB());
      }
      return new Result(
          ended.get(),
          cancelled.get(),
          failed.get(),
          slotsLost(engine),
          heap,
          outside,
          (System.nanoTime() - start) / 1e9);
    }
  }

  private void batch(InferenceEngine engine, int from, int to, IntConsumer progress)
      throws InterruptedException {
    for (int i = from; i < to; i++) {
      places.acquire();
      ask(engine, i);
      if (i % 500 == 0) {
        progress.accept(i);
      }
    }
    places.acquire(AT_ONCE);
    places.release(AT_ONCE);
    while (engine.running() > 0 || engine.queued() > 0) {
      Thread.onSpinWait();
    }
  }

  private void ask(InferenceEngine engine, int i) {
    long[] prompt = new long[1 + random.nextInt(200)];
    int kind = random.nextInt(40);
    Arrays.setAll(prompt, k -> 10 + (k * 7L + kind) % 400);
    int answer = 1 + random.nextInt(60);
    int cancelAt = random.nextInt(3) == 0 ? random.nextInt(answer + 1) : -1;
    CompletableFuture<Generation> self = new CompletableFuture<>();
    Generation generation =
        engine.generation(
            new GenerationRequest(
                prompt,
                new long[0],
                answer,
                List.of("\n\n"),
                Sampling.of(1, 0.95, i),
                i % 5 == 0 ? 3 : -1,
                "client " + i % 7),
            new Listener(self, cancelAt));
    self.complete(generation);
    engine.enter(List.of(generation));
    if (cancelAt == 0) {
      cancel(generation);
    }
  }

  private void cancel(Generation generation) {
    generation.cancel();
    cancelled.incrementAndGet();
    places.release();
  }

  private final class Listener implements GenerationListener {
    private final CompletableFuture<Generation> self;
    private final int cancelAt;

    Listener(CompletableFuture<Generation> self, int cancelAt) {
      this.self = self;
      this.cancelAt = cancelAt;
    }

    @Override
    public void onPiece(Piece piece) {
      if (piece.answered() == cancelAt) {
        cancel(self.join());
      }
    }

    @Override
    public void onEnd(FinishReason reason, Piece last) {
      if (cancelAt != 0) {
        ended.incrementAndGet();
        places.release();
      }
    }

    @Override
    public void onFailure(RuntimeException failure) {
      failed.incrementAndGet();
      places.release();
    }
  }

  /** Of as many endless answers as there are slots, those that find none free. */
  private static int slotsLost(InferenceEngine engine) {
    Sampling endless =
        new Sampling(
            0,
            1,
            0,
            0,
            0,
            0,
            1,
            engine.endIds().stream().collect(Collectors.toMap(id -> id, id -> -Sampling.MAX_BIAS)),
            0,
            0);
    for (int i = 0; i < engine.slots(); i++) {
      engine.submit(
          new GenerationRequest(new long[] {10, 11}, 400, List.of(), endless), new Deaf());
    }
    long deadline = System.nanoTime() + 1_000_000_000L;
    while (engine.queued() > 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    return engine.queued();
  }

  private static final class Deaf implements GenerationListener {
    @Override
    public void onPiece(Piece piece) {}

    @Override
    public void onEnd(FinishReason reason, Piece last) {}

    @Override
    public void onFailure(RuntimeException failure) {}
  }

  private static double heapMiB() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
  }

  private static double committedHeapMiB() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / 1048576.0;
  }

  private static double residentMiB() throws IOException {
    Path statm = Path.of("/proc/self/statm");
    return Files.exists(statm)
        ? Long.parseLong(Files.readString(statm).split(" ")[1]) * PAGE_BYTES / 1048576.0
        : Double.NaN;
  }
}
