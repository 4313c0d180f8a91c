package org.tributary.inference.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/**
 * The same seed and prompt give the same model-tokens: alone, in a full batch, after an
 * interruption, with a cached prefix.
 */
class ExactnessIT {
  private static final int ANSWERS = 12;
  private static final int LENGTH = 40;
  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void model() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    TinyModel.fast(folder);
  }

  private static InferenceEngine engine(Precision precision, int prefixCacheMiB) throws Exception {
    return InferenceEngine.start(
        folder,
        new EngineSettings(precision, 8, 64, 512, 32, 4, prefixCacheMiB, "cpu"),
        new SimpleMeterRegistry());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void answers_areTheSame_aloneAndInAFullBatch(Precision precision) throws Exception {
    try (InferenceEngine engine = engine(precision, 0)) {
      List<List<Long>> alone = alone(engine);
      assertEquals(ANSWERS, alone.stream().distinct().count(), "seeds must differ");
      List<Heard> together = new ArrayList<>();
      for (int i = 0; i < ANSWERS; i++) {
        together.add(submit(engine, request(i)));
      }
      for (int i = 0; i < ANSWERS; i++) {
        assertEquals(alone.get(i), ended(together.get(i)).ids, precision + " answer " + i);
      }
    }
  }

  /** In a batch too: what else runs changes which rows and steps a replay gets. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void answers_areTheSame_whereverTheyWereInterrupted(Precision precision) throws Exception {
    try (InferenceEngine engine = engine(precision, 1)) {
      List<List<Long>> alone = alone(engine);
      List<Heard> resumed = new ArrayList<>();
      for (int i = 0; i < ANSWERS; i++) {
        for (int cut : new int[] {1, 3, 4, 17, LENGTH - 1}) {
          resumed.add(submit(engine, request(i, alone.get(i).subList(0, cut))));
          Heard last = resumed.getLast();
          List<Long> rest = alone.get(i).subList(cut, LENGTH);
          await().atMost(20, TimeUnit.SECONDS).until(() -> last.end.isDone());
          assertEquals(rest, last.ids, precision + " answer " + i + " from " + cut);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void answers_areTheSame_withACachedPrefix(Precision precision) throws Exception {
    List<List<Long>> without;
    try (InferenceEngine engine = engine(precision, 0)) {
      without = alone(engine);
    }
    try (InferenceEngine engine = engine(precision, 1)) {
      alone(engine);
      assertEquals(without, alone(engine));
      assertTrue(engine.prefixHitRate() > 0.3, "hit rate " + engine.prefixHitRate());
    }
  }

  private static List<List<Long>> alone(InferenceEngine engine) throws Exception {
    List<List<Long>> answers = new ArrayList<>();
    for (int i = 0; i < ANSWERS; i++) {
      answers.add(ended(submit(engine, request(i))).ids);
    }
    return answers;
  }

  private static Heard submit(InferenceEngine engine, GenerationRequest request) {
    Heard heard = new Heard();
    engine.submit(request, heard);
    return heard;
  }

  private static Heard ended(Heard heard) throws Exception {
    heard.end.get(20, TimeUnit.SECONDS);
    return heard;
  }

  private static GenerationRequest request(int i) {
    return request(i, List.of());
  }

  /** Prompts of 5 to 170 model-tokens: within a chunk, at its border, over several. */
  private static GenerationRequest request(int i, List<Long> resumed) {
    long[] prompt = new long[i == 1 ? 32 : i == 2 ? 64 : 5 + 15 * i];
    Arrays.setAll(prompt, k -> 10 + (k * 7L + k / 32 * (long) i) % 280);
    return new GenerationRequest(
        prompt,
        resumed.stream().mapToLong(Long::longValue).toArray(),
        LENGTH,
        List.of(),
        new Sampling(1, 0.95, 0, 0, 0.5, 0.2, 1.1, java.util.Map.of(), i, 0),
        -1,
        "client " + i % 3);
  }
}
