package org.tributary.inference.diffusion;

import org.tributary.models.diffusion.Prediction;

/**
 * How an image turns into noise: {@code x = image(t) · x0 + noise(t) · ε}, with t from 0, which is
 * noise, to 1, which is the image.
 */
public sealed interface NoisePath permits FlowPath, VariancePath {

  /** The way that models go whose output stands for {@code prediction}. */
  static NoisePath of(Prediction prediction) {
    return prediction == Prediction.FLOW ? new FlowPath() : new VariancePath(prediction);
  }

  /** The share of the clean image at {@code t}. */
  double image(double t);

  /** The share of noise at {@code t}. */
  double noise(double t);

  /** {@code steps + 1} times from noise to image. */
  double[] times(int steps);

  /**
   * What the model takes the clean image to be.
   *
   * @param x the noisy image at {@code t}
   * @param output the model's, for that
   */
  float[] clean(float[] x, float[] output, double t);

  /** What {@code image} looks like at {@code t} under {@code noise}. */
  default float[] mix(float[] image, float[] noise, double t) {
    float a = (float) image(t);
    float b = (float) noise(t);
    float[] mixed = new float[image.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = a * image[i] + b * noise[i];
    }
    return mixed;
  }
}
