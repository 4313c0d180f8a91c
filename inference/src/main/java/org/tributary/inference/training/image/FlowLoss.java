package org.tributary.inference.training.image;

import java.util.Arrays;
import org.tributary.inference.diffusion.DiffusionModel;

/** The error of a model that serves, on a fixed batch. */
final class FlowLoss {
  private static final int AT_ONCE = 16;

  private FlowLoss() {}

  /** The mean squared error of the velocity over all values of {@code batch}. */
  static double of(DiffusionModel model, FlowBatch batch) {
    double sum = 0;
    float[] mixed = batch.mixed();
    float[] target = batch.velocity();
    int pixels = model.config().pixels();
    int length = model.config().captionLength();
    for (int from = 0; from < batch.rows(); from += AT_ONCE) {
      int to = Math.min(batch.rows(), from + AT_ONCE);
      float[] captions = model.encode(Arrays.copyOfRange(batch.ids(), from * length, to * length));
      float[] velocity =
          model.output(
              Arrays.copyOfRange(mixed, from * pixels, to * pixels),
              Arrays.copyOfRange(batch.times(), from, to),
              captions);
      for (int i = 0; i < velocity.length; i++) {
        double error = velocity[i] - target[from * pixels + i];
        sum += error * error;
      }
    }
    return sum / target.length;
  }
}
