package org.tributary.inference.training.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tributary.inference.diffusion.ImageScorer;
import org.tributary.inference.likeness.Likeness;
import org.tributary.inference.likeness.PictureIndex;
import org.tributary.inference.training.BpeTrainer;
import org.tributary.inference.training.TokenizerFile;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.Prediction;
import org.tributary.models.diffusion.ScorerConfig;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Folders of image models with random weights, written by the classes that write trained ones. */
public final class TinyImageModel {
  private static final int VOCABULARY = 300;

  private TinyImageModel() {}

  /** Milliseconds for an image of 16 by 16 pixels. */
  public static Path fast(Path folder) throws IOException {
    return predicting(folder, Prediction.FLOW);
  }

  /** The same with an output that stands for {@code prediction}. */
  public static Path predicting(Path folder, Prediction prediction) throws IOException {
    return write(
        folder,
        new DiffusionConfig(16, 8, 32, 2, 16, 1, 16, 1, 16, VOCABULARY, 12).predicting(prediction));
  }

  /** Long enough for someone to leave before its end. */
  public static Path slow(Path folder) throws IOException {
    return write(folder, new DiffusionConfig(64, 8, 384, 8, 192, 2, 192, 2, 64, VOCABULARY, 12));
  }

  /**
   * Gives the model of {@link #fast} a scorer, which has learnt from one picture: {@code image}, as
   * planes of pixels.
   */
  public static void addScorer(Path model, float[] image) throws IOException {
    ScorerConfig config = new ScorerConfig(16, 8, 32, 1, 1, 16, VOCABULARY, 12, 16);
    Path folder = model.resolve(Likeness.FOLDER);
    FlowExport.write(
        folder,
        config.json(),
        new ScorerArchive(config).initialWeights(1),
        model.resolve("tokenizer.json"));
    float[] other = image.clone();
    for (int i = 0; i < other.length; i += 2) {
      other[i] = -other[i];
    }
    PictureIndex.Source set = new PictureIndex.Source("tiny-set", "Tina", "CC0-1.0");
    try (ImageScorer scorer = ImageScorer.open(folder, DType.BF16)) {
      PictureIndex.write(
          folder,
          List.of(
              new PictureIndex.Entry("o.png", "other", set),
              new PictureIndex.Entry("s.png", "same", set)),
          new float[][] {scorer.images(other)[0], scorer.images(image)[0]});
    }
  }

  /** Training starts from zero output matrices; here every matrix must matter. */
  private static Path write(Path folder, DiffusionConfig config) throws IOException {
    Files.createDirectories(folder);
    BpeTrainer bpe = new BpeTrainer();
    bpe.add("a red cat and a blue hat, and then the other cats and hats; ".repeat(3));
    TokenizerFile.writeCaseless(
        folder,
        CaptionVocabulary.SPECIAL,
        bpe.merges(TokenizerFile.mergesFor(VOCABULARY, CaptionVocabulary.SPECIAL)));
    Map<String, Tensor> weights = new FlowTrainingArchive(config).initialWeights(1);
    SplittableRandom random = new SplittableRandom(2);
    weights.forEach((name, tensor) -> {
      double deviation = tensor.shape().size() > 1 ? 1 / Math.sqrt(tensor.shape().get(1)) : 0.1;
      for (long i = 0; i < tensor.size(); i++) {
        tensor.setFloat(i, (float) (random.nextGaussian() * deviation));
      }
    });
    Path tokenizer = folder.resolve("tokenizer.json");
    Path copied = Files.copy(tokenizer, folder.resolve("tokenizer.source"));
    FlowExport.write(folder, config.json(), weights, copied);
    Files.delete(copied);
    return folder;
  }
}
