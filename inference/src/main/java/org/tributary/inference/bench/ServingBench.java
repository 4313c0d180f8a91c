package org.tributary.inference.bench;

import ai.djl.MalformedModelException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.Generation;
import org.tributary.inference.engine.GenerationListener;
import org.tributary.inference.engine.GenerationRequest;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.sampling.Sampling;

/**
 * Sixteen streams with prompts of mixed lengths, begun one after another: how long a running one
 * waits while another's prompt is computed, and how long the first model-token takes.
 */
final class ServingBench {
  private static final int STREAMS = 16;
  private static final int[] PROMPTS = {16, 900, 40, 300, 8, 1500, 120, 64};

  /** More than there is time for. */
  private static final int ANSWER = 2_000;

  private static final int QUIET_STEPS = 60;

  /** A new stream each so many model-tokens of the first. */
  private static final int APART = 6;

  private ServingBench() {}

  /** Times of one stream's model-tokens, in nanoseconds; it goes on until it is stopped. */
  private static final class Stream implements GenerationListener {
    private final long begun = System.nanoTime();
    private final List<Long> times = new CopyOnWriteArrayList<>();
    private final Runnable onModelToken;

    Stream(Runnable onModelToken) {
      this.onModelToken = onModelToken;
    }

    @Override
    public void onPiece(Piece piece) {
      times.add(System.nanoTime());
      onModelToken.run();
    }

    @Override
    public void onEnd(FinishReason reason, Piece last) {}

    @Override
    public void onFailure(RuntimeException failure) {}

    double firstMs() {
      return (times.get(0) - begun) / 1e6;
    }
  }

  /**
   * @param stepMs a wait with all streams running and nobody's prompt on the way
   * @param longestWaitMs of any running stream, while prompts were computed
   */
  record Result(
      double stepMs, double longestWaitMs, double p99WaitMs, double firstMs50, double firstMs99) {}

  static Result run(Path folder, EngineSettings settings)
      throws IOException, MalformedModelException {
    try (InferenceEngine engine =
        InferenceEngine.start(folder, settings, new SimpleMeterRegistry())) {
      streams(engine, 0);
      List<Stream> all = streams(engine, 1);
      double lastBegan = all.stream().mapToDouble(s -> s.times.get(0)).max().orElseThrow();
      double[] quiet =
          all.stream().flatMapToDouble(s -> waits(s, (long) lastBegan, Long.MAX_VALUE)).toArray();
      double[] busy =
          all.stream().flatMapToDouble(s -> waits(s, 0, (long) lastBegan)).sorted().toArray();
      double[] first = all.stream().mapToDouble(Stream::firstMs).sorted().toArray();
      return new Result(
          StepBench.median(quiet),
          busy[busy.length - 1],
          busy[(int) (0.99 * (busy.length - 1))],
          first[first.length / 2],
          first[(int) Math.round(0.99 * (first.length - 1))]);
    }
  }

  /** Waits that ended between two times. */
  private static DoubleStream waits(Stream stream, long from, long to) {
    return IntStream.range(1, stream.times.size())
        .filter(i -> stream.times.get(i - 1) >= from && stream.times.get(i) <= to)
        .mapToDouble(i -> (stream.times.get(i) - stream.times.get(i - 1)) / 1e6);
  }

  /** The next stream begins when the first has come {@link #APART} model-tokens further. */
  private static List<Stream> streams(InferenceEngine engine, int round) {
    List<Stream> all = new CopyOnWriteArrayList<>();
    List<Generation> running = new CopyOnWriteArrayList<>();
    CountDownLatch quiet = new CountDownLatch(QUIET_STEPS);
    int[] heard = {0};
    Stream first =
        new Stream(() -> {
          if (++heard[0] % APART == 0 && all.size() < STREAMS) {
            Stream next = new Stream(() -> {});
            all.add(next);
            running.add(engine.submit(request(all.size(), round), next));
          } else if (all.size() == STREAMS && all.stream().noneMatch(s -> s.times.isEmpty())) {
            quiet.countDown();
          }
        });
    all.add(first);
    running.add(engine.submit(request(0, round), first));
    try {
      quiet.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.forEach(Generation::cancel);
    return all;
  }

  /** Different in every round, so that no prefix is cached. */
  private static GenerationRequest request(int stream, int round) {
    long[] prompt = new long[PROMPTS[stream % PROMPTS.length]];
    Arrays.setAll(prompt, i -> 300 + (i * 37L + 1_000L * stream + 500L * round) % 30_000);
    return new GenerationRequest(
        prompt, new long[0], ANSWER, List.of(), Sampling.of(1, 1, stream), -1, "client " + stream);
  }
}
