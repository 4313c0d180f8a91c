package org.tributary.inference.diffusion;

import org.tributary.models.diffusion.Prediction;

/**
 * The variance-preserving way of DDPM, by its usual 1000 training steps with betas from 0.00085 to
 * 0.012, evenly spaced in their roots.
 *
 * @param predicts what the model says
 */
public record VariancePath(Prediction predicts) implements NoisePath {
  private static final int TRAINED_STEPS = 1000;
  private static final double FIRST_BETA = 0.00085;
  private static final double LAST_BETA = 0.012;
  private static final double[] KEPT = kept();

  public VariancePath {
    if (predicts == Prediction.FLOW) {
      throw new IllegalArgumentException("a flow's way is a straight one");
    }
  }

  /** The share of the image's variance that is left after each training step. */
  private static double[] kept() {
    double[] kept = new double[TRAINED_STEPS];
    double product = 1;
    double first = Math.sqrt(FIRST_BETA);
    double last = Math.sqrt(LAST_BETA);
    for (int i = 0; i < TRAINED_STEPS; i++) {
      double root = first + (last - first) * i / (TRAINED_STEPS - 1);
      product *= 1 - root * root;
      kept[i] = product;
    }
    return kept;
  }

  @Override
  public double image(double t) {
    return Math.sqrt(keptAt(t));
  }

  @Override
  public double noise(double t) {
    return Math.sqrt(1 - keptAt(t));
  }

  private static double keptAt(double t) {
    int step = (int) Math.round((1 - t) * TRAINED_STEPS) - 1;
    return step < 0 ? 1 : KEPT[Math.min(step, TRAINED_STEPS - 1)];
  }

  /** Begins at the last training step, whatever the number of steps (Lin et al., 2024). */
  @Override
  public double[] times(int steps) {
    double[] times = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      times[i] = 1 - (double) Math.round(TRAINED_STEPS * (1 - (double) i / steps)) / TRAINED_STEPS;
    }
    return times;
  }

  @Override
  public float[] clean(float[] x, float[] output, double t) {
    double a = image(t);
    double b = noise(t);
    float ofX = (float) (predicts == Prediction.EPSILON ? 1 / a : a);
    float ofOutput = (float) (predicts == Prediction.EPSILON ? -b / a : -b);
    float[] clean = new float[x.length];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = ofX * x[i] + ofOutput * output[i];
    }
    return clean;
  }
}
