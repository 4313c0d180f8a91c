package org.tributary.inference.likeness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tributary.inference.diffusion.ImageScorer;
import org.tributary.models.openai.LikePicture;
import org.tributary.models.tensor.DType;

/** Says which training pictures images are most like, by a scorer's embedding of both. */
public final class Likeness implements AutoCloseable {
  /** Beside an image model's weights: its scorer and the pictures it was trained on. */
  public static final String FOLDER = "scorer";

  private static final int SHOWN = 3;

  private final ImageScorer scorer;
  private final PictureIndex pictures;

  private Likeness(ImageScorer scorer, PictureIndex pictures) {
    this.scorer = scorer;
    this.pictures = pictures;
  }

  /**
   * Of the image model in {@code folder}; empty if it has no scorer.
   *
   * @param imageSize of the model, which the scorer's must be
   * @throws IOException naming what does not fit
   */
  public static Optional<Likeness> open(Path folder, int imageSize) throws IOException {
    Path beside = folder.resolve(FOLDER);
    if (!Files.isDirectory(beside)) {
      return Optional.empty();
    }
    ImageScorer scorer = ImageScorer.open(beside, DType.BF16);
    try {
      if (scorer.config().imageSize() != imageSize) {
        throw new IOException(
            FOLDER + ": its image_size is " + scorer.config().imageSize() + ", not " + imageSize);
      }
      return Optional.of(
          new Likeness(scorer, PictureIndex.read(beside, scorer.config().embedding())));
    } catch (IOException | RuntimeException e) {
      scorer.close();
      throw e;
    }
  }

  /**
   * For each of {@code images}, planes of pixels, the most like first; one thread at a time.
   *
   * <p>Pixels beyond [-1, 1] are taken as an image file has them.
   */
  public List<List<LikePicture>> of(List<float[]> images) {
    int size = scorer.config().pixels();
    float[] all = new float[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      float[] image = images.get(i);
      for (int j = 0; j < size; j++) {
        all[i * size + j] = Math.clamp(image[j], -1, 1);
      }
    }
    return Arrays.stream(scorer.images(all))
        .map(embedding -> pictures.nearest(embedding, SHOWN))
        .toList();
  }

  @Override
  public void close() {
    scorer.close();
  }
}
