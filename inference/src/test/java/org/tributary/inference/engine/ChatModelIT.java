package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.sampling.Sampler;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.architecture.Precision;

/** Our TorchScript archive in DJL's engine: one sequence or many, prefilled or stepped. */
class ChatModelIT {
  private static final int ROWS = 4;
  private static final int STEPS = 48;
  @TempDir private Path folder = Path.of("");

  ChatModelIT() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
  }

  @Test
  void step_inABatch_choosesTheSameAsAlone() throws Exception {
    try (ChatModel model = open()) {
      ChatModel.prepareThread();
      List<List<Integer>> alone = new ArrayList<>();
      List<float[]> lastAlone = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        float[] logits = model.prefill(prompt(row), 0, 0);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
          chosen.add(choose(row, logits, 0, i));
          logits = model.step(new long[] {chosen.get(i)}, position(row, i), new long[] {0});
        }
        alone.add(chosen);
        lastAlone.add(logits);
      }
      float[] together = batched(model, alone);
      double worst = 0;
      for (int row = 0; row < ROWS; row++) {
        for (int id = 0; id < 300; id++) {
          worst = Math.max(worst, Math.abs(together[row * 300 + id] - lastAlone.get(row)[id]));
        }
      }
      System.out.printf("largest difference of a logit, batch against alone: %.2g%n", worst);
      assertTrue(worst < 1e-4, "logits differ by " + worst);
    }
  }

  /** Steps all rows together and checks each choice; the last logits. */
  private static float[] batched(ChatModel model, List<List<Integer>> expected) {
    float[] logits = new float[ROWS * 300];
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(model.prefill(prompt(row), row, 0), 0, logits, row * 300, 300);
    }
    for (int i = 0; i < STEPS; i++) {
      long[] ids = new long[ROWS];
      long[] positions = new long[ROWS];
      for (int row = 0; row < ROWS; row++) {
        ids[row] = choose(row, logits, row * 300, i);
        positions[row] = position(row, i)[0];
        assertEquals((long) expected.get(row).get(i), ids[row], "row " + row + " step " + i);
      }
      logits = model.step(ids, positions, new long[] {0, 1, 2, 3});
    }
    return logits;
  }

  @Test
  void prefill_inTwoParts_equalsOne() throws Exception {
    try (ChatModel model = open()) {
      ChatModel.prepareThread();
      long[] prompt = prompt(3);
      float[] whole = model.prefill(prompt, 0, 0);
      model.prefill(Arrays.copyOf(prompt, 5), 1, 0);
      float[] parts = model.prefill(Arrays.copyOfRange(prompt, 5, prompt.length), 1, 5);
      for (int id = 0; id < whole.length; id++) {
        assertEquals(whole[id], parts[id], 1e-4f);
      }
    }
  }

  /** Two workers that start together convert into one cache without harm. */
  @Test
  void load_twiceAtOnce_givesOneGoodArchive() throws Exception {
    Path model = TinyModel.fast(folder.resolve("model"));
    Callable<float[]> load =
        () -> {
          try (ChatModel loaded =
              ChatModel.load(model, folder.resolve("cache"), Precision.F32, 2, 64)) {
            ChatModel.prepareThread();
            return loaded.prefill(prompt(1), 0, 0);
          }
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<float[]>> both = threads.invokeAll(List.of(load, load));
      assertTrue(Arrays.equals(both.get(0).get(), both.get(1).get()));
    }
    try (var files = Files.list(folder.resolve("cache"))) {
      assertEquals(1, files.count());
    }
  }

  private ChatModel open() throws Exception {
    return ChatModel.load(
        TinyModel.fast(folder.resolve("model")), folder.resolve("cache"), Precision.F32, ROWS, 128);
  }

  private static int choose(int row, float[] logits, int offset, int step) {
    return new Sampler(Sampling.of(1, 1, row), prompt(row), 300)
        .choose(logits, offset, step, new Sampler.Workspace(300));
  }

  private static long[] position(int row, int step) {
    return new long[] {prompt(row).length + step};
  }

  private static long[] prompt(int row) {
    long[] ids = new long[6 + 3 * row];
    Arrays.setAll(ids, i -> 10 + (i * 7 + row * 31) % 280);
    return ids;
  }
}
