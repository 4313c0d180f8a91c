package org.tributary.inference.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.training.TinyModel;
import org.tributary.inference.waiting.EngineBusyException;
import org.tributary.models.decoder.Precision;

/** Whatever comes and goes beside it, an answer is what it would have been alone. */
@Timeout(120)
class StressIT {
  private static final int REQUESTS = 300;
  private static final int KINDS = 40;
  private static final int LONGEST = 30;
  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void write() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    TinyModel.fast(folder);
  }

  /** A request sent, and what must come of it. */
  private record Sent(Heard heard, List<Long> expected, boolean cancelled) {}

  @ParameterizedTest
  @EnumSource(Precision.class)
  void answers_areThoseOfAnEngineAlone(Precision precision) throws Exception {
    List<List<Long>> alone = new ArrayList<>();
    try (InferenceEngine engine = engine(precision, 0, 1)) {
      for (int kind = 0; kind < KINDS; kind++) {
        Heard heard = new Heard();
        engine.submit(request(kind, List.of(), 0), heard);
        heard.end.get(20, TimeUnit.SECONDS);
        alone.add(heard.ids);
      }
    }
    assertTrue(alone.stream().distinct().count() > KINDS - 3, "answers must differ");
    try (InferenceEngine engine = engine(precision, 1, 6)) {
      List<Sent> all = new ArrayList<>();
      Random random = new Random(precision.ordinal());
      for (int i = 0; i < REQUESTS; i++) {
        all.add(send(engine, alone, random));
      }
      assertTrue(engine.drain(java.time.Duration.ofSeconds(60)));
      assertEquals(0, engine.running());
      check(all);
      assertTrue(engine.prefixHitRate() > 0.2, "hit rate " + engine.prefixHitRate());
    }
  }

  private static void check(List<Sent> all) throws Exception {
    for (int i = 0; i < all.size(); i++) {
      Sent sent = all.get(i);
      if (sent.cancelled) {
        int heard = sent.heard.ids.size();
        assertEquals(sent.expected.subList(0, heard), sent.heard.ids, "cancelled " + i);
      } else {
        sent.heard.end.get(1, TimeUnit.SECONDS);
        assertEquals(sent.expected, sent.heard.ids, "request " + i);
      }
    }
    assertFalse(all.stream().allMatch(Sent::cancelled));
  }

  /** A third leave: at once, at some piece, or from outside whenever that is. */
  private static Sent send(InferenceEngine engine, List<List<Long>> alone, Random random) {
    int kind = random.nextInt(KINDS);
    List<Long> whole = alone.get(kind);
    int cut = random.nextInt(3) == 0 ? random.nextInt(whole.size()) : 0;
    int leaves = random.nextInt(9);
    int at = cut + 1 + random.nextInt(5);
    CompletableFuture<Generation> self = new CompletableFuture<>();
    Heard heard =
        new Heard(answered -> {
          if (leaves == 0 && answered == at) {
            self.join().cancel();
          }
        });
    Generation generation =
        engine.generation(request(kind, whole.subList(0, cut), random.nextInt(4)), heard);
    self.complete(generation);
    await()
        .ignoreException(EngineBusyException.class)
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .until(() -> {
          engine.enter(List.of(generation));
          return true;
        });
    if (leaves == 1) {
      generation.cancel();
    } else if (leaves == 2) {
      Thread.ofVirtual().start(generation::cancel);
    }
    return new Sent(heard, whole.subList(cut, whole.size()), leaves < 3);
  }

  private static InferenceEngine engine(Precision precision, int prefixCacheMiB, int slots)
      throws Exception {
    return InferenceEngine.start(
        folder,
        new EngineSettings(precision, slots, 24, 512, 32, 4, prefixCacheMiB, "cpu"),
        new SimpleMeterRegistry());
  }

  /** Prompts of 1 to 220 model-tokens that begin as one of three do. */
  private static GenerationRequest request(int kind, List<Long> resumed, int client) {
    Random random = new Random(kind);
    long[] prompt = new long[1 + random.nextInt(220)];
    int shared = random.nextInt(prompt.length);
    int base = random.nextInt(3);
    Arrays.setAll(prompt, k -> k < shared ? 10 + (k * 7L + base) % 280 : 4 + random.nextInt(290));
    int penalty = random.nextInt(2);
    return new GenerationRequest(
        prompt,
        resumed.stream().mapToLong(Long::longValue).toArray(),
        1 + random.nextInt(LONGEST),
        List.of(),
        new Sampling(1, 0.95, 0, 0, 0.5 * penalty, 0, 1 + 0.1 * penalty, Map.of(), kind, 0),
        -1,
        "client " + client);
  }
}
