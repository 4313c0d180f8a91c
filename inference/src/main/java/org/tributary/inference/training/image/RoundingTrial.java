package org.tributary.inference.training.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Measures what a model loses by being shipped and served in bfloat16. */
final class RoundingTrial {
  private final Path shipped;
  private final CaptionEncoder captions;
  private final FlowBatch heldOut;
  private final List<String> prompts;

  /**
   * @param shipped the model's folder
   * @param heldOut what losses are measured on
   * @param prompts to draw by each
   */
  RoundingTrial(Path shipped, CaptionEncoder captions, FlowBatch heldOut, List<String> prompts) {
    this.shipped = shipped;
    this.captions = captions;
    this.heldOut = heldOut;
    this.prompts = prompts;
  }

  /** Losses and images of one model. */
  private record Run(double loss, List<float[]> images) {}

  /** Against {@code full}, the weights before they were rounded. */
  ImageEvaluation.Rounding measure(Map<String, Tensor> full) throws IOException {
    DiffusionConfig config = DiffusionConfig.read(shipped);
    Run exact = run(DiffusionModel.load(config, full, DType.F32));
    Run stored = run(DiffusionModel.open(shipped, DType.F32));
    Run served = run(DiffusionModel.open(shipped, DType.BF16));
    double[] differences = new double[prompts.size()];
    double[] storedDifferences = new double[prompts.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = difference(exact.images.get(i), served.images.get(i));
      storedDifferences[i] = difference(exact.images.get(i), stored.images.get(i));
    }
    return new ImageEvaluation.Rounding(
        exact.loss,
        served.loss,
        prompts.size(),
        mean(differences),
        Arrays.stream(differences).max().orElse(0),
        mean(storedDifferences));
  }

  private Run run(DiffusionModel model) {
    try (model) {
      return new Run(FlowLoss.of(model, heldOut), new Artist(model, captions).draw(prompts));
    }
  }

  /** The mean difference of the values that image files have. */
  private static double difference(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(ContactSheet.value(a[i]) - ContactSheet.value(b[i]));
    }
    return sum / a.length;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
