package org.tributary.inference.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.Tensor;

/** The whole run on a tiny shape: it learns, and an interruption leaves no trace in its result. */
class ChatTrainingIT {
  private static final DecoderShape SHAPE = new DecoderShape(300, 32, 2, 4, 2, 8, 64, 64);
  private static final int ROWS = 4;
  private static final long PER_STEP = ROWS * 64;
  @TempDir private Path folder = Path.of("");

  @Test
  void run_interruptedAndResumed_endsWhereAnUninterruptedOneEnds() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    Path data = TinyData.write(folder.resolve("data"));
    new ChatTraining(options(data, "whole", 20, Duration.ofHours(1)), SHAPE).run();

    for (int part = 1; progress("parts").step() < 40; part++) {
      ChatTraining interrupted =
          new ChatTraining(options(data, "parts", 20, Duration.ofHours(1)), SHAPE);
      interrupted.stopAfter(7);
      interrupted.run();
      assertEquals(Math.min(40, 7 * part), progress("parts").step());
    }

    assertEquals(progress("whole").loss(), progress("parts").loss(), 1e-6);
    assertEquals(progress("whole").heldOutLoss(), progress("parts").heldOutLoss(), 1e-6);
    assertEquals(progress("whole").modelTokens(), progress("parts").modelTokens());
    assertSame(weights("whole"), weights("parts"));
    assertTrue(progress("whole").loss() < 4.5, "learnt nothing: " + progress("whole").loss());
    DecoderConfig config = DecoderConfig.read(folder.resolve("whole/export"));
    assertEquals(SHAPE.layers(), config.layers().size());
  }

  private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, tensor) ->
        assertEquals(-1, tensor.data().mismatch(Tensor.require(actual, name).data()), name));
  }

  private Map<String, Tensor> weights(String run) throws Exception {
    return Safetensors.read(folder.resolve(run).resolve("checkpoint.safetensors"));
  }

  private TrainingProgress progress(String run) throws Exception {
    return TrainingProgress.read(folder.resolve(run));
  }

  private ChatTraining.Options options(Path data, String run, int steps, Duration every) {
    return new ChatTraining.Options(
        data, folder.resolve(run), steps * PER_STEP, steps * PER_STEP, ROWS, every);
  }
}
