package org.tributary.inference.diffusion;

/** A straight way from noise to image; the model says the velocity (Lipman et al., 2023). */
public record FlowPath() implements NoisePath {

  @Override
  public double image(double t) {
    return t;
  }

  @Override
  public double noise(double t) {
    return 1 - t;
  }

  @Override
  public double[] times(int steps) {
    double[] times = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      times[i] = (double) i / steps;
    }
    return times;
  }

  @Override
  public float[] clean(float[] x, float[] output, double t) {
    float left = (float) (1 - t);
    float[] clean = new float[x.length];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = x[i] + left * output[i];
    }
    return clean;
  }
}
