package org.tributary.inference.training.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** The whole run on a tiny shape: it learns, and an interruption leaves no trace in its result. */
class ImageTrainingIT {
  private static final DiffusionConfig SHAPE =
      new DiffusionConfig(64, 16, 32, 2, 32, 1, 32, 1, 16, 320, 24);
  private static final int ROWS = 8;
  private static final Duration NEVER = Duration.ofHours(1);
  private static final List<String> PROMPTS = List.of("a red cat", "three dogs", "blue box");

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void useOneThread() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
  }

  private ImageTraining training(String run, int steps) throws Exception {
    Path data = TinyPictures.write(folder.resolve("data"));
    return new ImageTraining(
        new TrainingLoop.Options(
            data,
            folder.resolve(run),
            (long) steps * ROWS,
            ROWS,
            3,
            TinyPictures.CAPTIONS,
            NEVER,
            NEVER),
        SHAPE,
        PROMPTS,
        NEVER);
  }

  @Test
  void run_interruptedAndResumed_endsWhereAnUninterruptedOneEnds() throws Exception {
    training("whole", 12).run();
    for (int part = 1; progress("parts").step() < 12; part++) {
      ImageTraining interrupted = training("parts", 12);
      interrupted.loop().stopAfter(5);
      interrupted.run();
      assertEquals(Math.min(12, 5 * part), progress("parts").step());
    }

    assertEquals(progress("whole").loss(), progress("parts").loss(), 1e-6);
    assertEquals(progress("whole").heldOutLoss(), progress("parts").heldOutLoss(), 1e-6);
    assertEquals(12 * ROWS, progress("parts").images());
    Map<String, Tensor> whole = checkpoint("whole");
    Map<String, Tensor> parts = checkpoint("parts");
    assertEquals(whole.keySet(), parts.keySet());
    whole.forEach((name, tensor) ->
        assertEquals(-1, tensor.data().mismatch(Tensor.require(parts, name).data()), name));
  }

  @Test
  void run_learns_andDrawsItsSheet() throws Exception {
    training("run", 1).run();
    double before = progress("run").learntLoss();
    training("run", 150).run();

    assertTrue(progress("run").learntLoss() < before / 2, before + " to " + progress("run"));
    assertTrue(progress("run").heldOutLoss() < before / 2, before + " to " + progress("run"));
    BufferedImage early = sheet("sheet-000001.png");
    BufferedImage late = sheet("sheet-000150.png");
    assertEquals(8 * (128 + 4) + 4, late.getWidth());
    assertEquals(128 + 2 * 4, late.getHeight());
    assertTrue(whiteness(late) > whiteness(early) + 5, whiteness(early) + ", " + whiteness(late));
  }

  private BufferedImage sheet(String name) throws Exception {
    return ImageIO.read(folder.resolve("run").resolve(name).toFile());
  }

  /** The mean of a corner of the first sample, which is background in every picture. */
  private static double whiteness(BufferedImage sheet) {
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += sheet.getRGB(4 + i % 10, 4 + i / 10) >> 8 & 0xff;
    }
    return sum / 100;
  }

  @Test
  void loss_isTheErrorOfTheVelocityThatLeadsFromNoiseToImage() throws Exception {
    FlowTrainingArchive archive = new FlowTrainingArchive(SHAPE);
    Map<String, Tensor> weights = archive.initialWeights(1);
    FlowBatch batch =
        new FlowBatch(
            new float[SHAPE.pixels()],
            new float[SHAPE.pixels()],
            new float[] {0.25f},
            new long[SHAPE.captionLength()]);
    Arrays.fill(batch.clean(), 0.5f);
    Arrays.fill(batch.noise(), -0.3f);
    assertEquals(-0.1f, batch.mixed()[7], 1e-6f);
    assertEquals(0.8f, batch.velocity()[7], 1e-6f);

    // Fresh weights take every image to be gray: a velocity of -mixture / (1 - t).
    try (GraphTrainer trainer =
            GraphTrainer.start(archive.graph(), archive.module(weights), archive.source(), folder);
        DiffusionModel model = DiffusionModel.load(SHAPE, weights, DType.F32)) {
      float[] velocity = model.output(batch.mixed(), batch.times(), model.encode(batch.ids()));
      assertEquals(0.1f / 0.75f, velocity[100], 1e-6f);
      double error = 0.8 - 0.1 / 0.75;
      assertEquals(error * error, trainer.loss(batch), 1e-5);
      assertEquals(error * error, FlowLoss.of(model, batch), 1e-5);
    }
  }

  @Test
  void batch_isAFunctionOfSeedAndStep_andDropsSomeCaptions() throws Exception {
    training("run", 1).run();
    Scenes scenes =
        new Scenes(List.of(TinyPictures.set(TinyPictures.picture("cat", ColourWord.RED))));
    try (CaptionEncoder captions =
        CaptionEncoder.open(folder.resolve("run"), SHAPE.captionLength())) {
      FlowBatches batches = new FlowBatches(SHAPE, scenes, captions, 9);
      FlowBatch batch = batches.learnt(400, 17);
      assertArrayEquals(batch.noise(), batches.learnt(400, 17).noise());
      assertArrayEquals(batch.clean(), batches.learnt(400, 17).clean());
      assertNotEquals(batch.noise()[0], batches.learnt(400, 18).noise()[0]);
      int dropped = 0;
      for (int row = 0; row < batch.rows(); row++) {
        int at = row * SHAPE.captionLength();
        assertEquals(DiffusionConfig.START, batch.ids()[at]);
        dropped += batch.ids()[at + 1] == DiffusionConfig.PAD ? 1 : 0;
      }
      assertTrue(dropped > 15 && dropped < 80, dropped + " of 400 without a caption");
    }
  }

  private Map<String, Tensor> checkpoint(String run) throws Exception {
    return Safetensors.read(folder.resolve(run).resolve("checkpoint.safetensors"));
  }

  private ImageProgress progress(String run) throws Exception {
    return ImageProgress.read(folder.resolve(run));
  }
}
