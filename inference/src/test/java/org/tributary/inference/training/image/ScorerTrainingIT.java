package org.tributary.inference.training.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.ImageScorer;
import org.tributary.models.diffusion.ScorerConfig;
import org.tributary.models.tensor.DType;

/** A tiny scorer learns which colour is which. */
class ScorerTrainingIT {
  private static final ScorerConfig SHAPE = new ScorerConfig(64, 16, 32, 1, 1, 16, 320, 24, 16);

  @TempDir private Path folder = Path.of("");

  @Test
  void aScorer_tellsColoursApart() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    Path data = TinyPictures.write(folder.resolve("data"));
    Path work = folder.resolve("work");
    new ScorerTraining(
            new TrainingLoop.Options(
                data,
                work,
                150 * 16,
                16,
                5,
                TinyPictures.CAPTIONS,
                Duration.ofHours(1),
                Duration.ofHours(1)),
            SHAPE)
        .run();

    List<ColourWord> colours = List.of(ColourWord.RED, ColourWord.GREEN, ColourWord.BLUE);
    try (ImageScorer scorer = ImageScorer.open(work.resolve("export"), DType.BF16);
        CaptionEncoder captions = CaptionEncoder.open(work, SHAPE.captionLength())) {
      List<Scene> scenes =
          colours.stream()
              .map(c -> new Scene(TinyPictures.square(c), 0xffffff, c.word() + " cat"))
              .toList();
      ScorerBatch batch = ScorerBatch.of(scenes, captions, SHAPE);
      float[][] pictures = scorer.images(batch.images());
      float[][] said = scorer.captions(batch.ids());
      for (float[] vector : pictures) {
        double square = 0;
        for (float value : vector) {
          square += value * value;
        }
        assertEquals(1, square, 1e-2);
      }
      Retrieval found = Retrieval.of(said, pictures, scenes.stream().map(Scene::caption).toList());
      assertTrue(found.first() >= 2, found.toString());
    }
  }

  @Test
  void retrieval_countsPicturesOfOneCaptionAsOne() {
    float[][] captions = {{1, 0}, {0, 1}, {1, 0}};
    float[][] pictures = {{0.9f, 0.1f}, {0.2f, 0.8f}, {0.8f, 0}};
    assertEquals(new Retrieval(3, 3, 3), Retrieval.of(captions, pictures, List.of("a", "b", "a")));
    assertEquals(new Retrieval(2, 3, 3), Retrieval.of(captions, pictures, List.of("a", "b", "c")));
  }
}
