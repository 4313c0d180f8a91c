package org.tributary.inference.training.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.inference.training.Proportion;

/**
 * What was measured of an image model, by a scorer trained apart from it.
 *
 * @param contentHash of the model
 * @param training how far its training had come
 * @param scorerTraining how far the scorer's had come
 * @param pictures that it learnt from
 * @param heldOut pictures that it has never seen
 * @param hardware the class of machine that measured
 * @param good captions of sheet-good.png, row after row: of all that were drawn, those that the
 *     scorer finds nearest to their captions
 * @param bad captions of sheet-bad.png, the farthest first
 * @param unselected captions of sheet.png, as they came
 */
record ImageEvaluation(
    String contentHash,
    ImageProgress training,
    ImageProgress scorerTraining,
    int pictures,
    int heldOut,
    String hardware,
    Drawn drawn,
    Rounding rounding,
    List<Found> found,
    List<Told> told,
    List<Sample> good,
    List<Sample> bad,
    List<String> unselected) {
  static final String FILE = "evaluation.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** How images were drawn; the seed is a prompt's place in its list. */
  record Drawn(String sampler, int steps, double guidance) {}

  /**
   * What is lost by weights and products in bfloat16 against single precision.
   *
   * @param fullLoss mean squared error of the velocity on held-out pictures, in single precision
   * @param shippedLoss the same as it is shipped and served
   * @param images drawn both ways by the same seeds
   * @param meanDifference of their values from 0 to 255
   * @param worstImage the mean difference of the image that differs most
   * @param storedMeanDifference where only the weights are bfloat16
   */
  record Rounding(
      double fullLoss,
      double shippedLoss,
      int images,
      double meanDifference,
      double worstImage,
      double storedMeanDifference) {}

  /**
   * How often a caption finds its own image among those of all captions of its kind.
   *
   * @param captions learnt or held out
   * @param images real or generated
   */
  record Found(String captions, String images, Proportion first, Proportion five) {}

  /**
   * How often an image is nearer to its caption than to ones that say a trait otherwise.
   *
   * @param choices captions compared: a guess is right once in so many
   */
  record Told(String trait, int choices, Proportion real, Proportion generated) {}

  /**
   * An image that was drawn.
   *
   * @param similarity cosine of caption and image
   */
  record Sample(String caption, double similarity) {}

  static ImageEvaluation read(Path folder) throws IOException {
    return JSON.readValue(folder.resolve(FILE).toFile(), ImageEvaluation.class);
  }

  void write(Path folder) throws IOException {
    JSON.writeValue(folder.resolve(FILE).toFile(), this);
  }
}
