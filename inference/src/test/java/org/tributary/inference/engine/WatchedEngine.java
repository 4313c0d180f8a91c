package org.tributary.inference.engine;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** An engine whose decoder is watched, with four slots and steps of two rows. */
@Timeout(60)
abstract class WatchedEngine {
  static final int CHUNK = 32;
  static final int SLOTS = 4;

  /** Told apart from all other prompts by its length. */
  static final int VICTIM = 3 * CHUNK + 5;

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void write() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    TinyModel.fast(folder);
  }

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CompletableFuture<WatchedDecoder> watched = new CompletableFuture<>();
  final InferenceEngine engine;
  final WatchedDecoder decoder;

  WatchedEngine() throws Exception {
    EngineSettings settings = new EngineSettings(Precision.F32, SLOTS, 16, 512, CHUNK, 2, 1, "cpu");
    engine =
        InferenceEngine.start(
            folder,
            settings,
            registry,
            model -> {
              watched.complete(new WatchedDecoder(model));
              return watched.join();
            });
    decoder = watched.join();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  static long[] prompt(int length, int seed) {
    long[] prompt = new long[length];
    Arrays.setAll(prompt, k -> 10 + (k * 7L + seed * 31L) % 280);
    return prompt;
  }

  static GenerationRequest request(int length, int seed, int answer, List<Long> resumed) {
    return new GenerationRequest(
        prompt(length, seed),
        resumed.stream().mapToLong(Long::longValue).toArray(),
        answer,
        List.of(),
        Sampling.of(1, 0.95, seed),
        -1,
        "client " + seed % 3);
  }

  static GenerationRequest request(int length, int seed, int answer) {
    return request(length, seed, answer, List.of());
  }

  Heard submit(GenerationRequest request) {
    Heard heard = new Heard();
    engine.submit(request, heard);
    return heard;
  }

  static List<Long> ended(Heard heard) throws Exception {
    heard.end.get(20, TimeUnit.SECONDS);
    return heard.ids;
  }

  /** Up to all slots' answers of two chunks' prompts. */
  List<List<Long>> alone(int count, int answer) throws Exception {
    List<List<Long>> alone = new ArrayList<>();
    for (int seed = 0; seed < count; seed++) {
      alone.add(ended(submit(request(20 + 9 * seed, seed, answer))));
    }
    return alone;
  }

  /** Each of them waits for the others before it goes on: all must have a slot at once. */
  void allSlotsServe() {
    List<Generation> answers = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      answers.add(engine.submit(request(8, 90 + i, 450), new Heard()));
    }
    await().until(() -> engine.running() == SLOTS);
    answers.forEach(Generation::cancel);
    await().until(() -> engine.running() == 0);
  }
}
