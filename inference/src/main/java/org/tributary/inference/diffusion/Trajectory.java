package org.tributary.inference.diffusion;

import org.jspecify.annotations.Nullable;

/**
 * One image on its way from noise: it says what the model is to be asked next, and goes on from the
 * answer. So images at different steps can share one evaluation of the model.
 */
public final class Trajectory {
  private final NoisePath path;
  private final Sampler sampler;
  private final double[] times;
  private final float[] noise;
  private final @Nullable Guide guide;
  private final int first;
  private int step;
  private float[] x;
  private float @Nullable [] estimate;

  /** Of the step before, for DPM-Solver++. */
  private float @Nullable [] lastClean;

  /** Where the step began and its slope there, while Heun's second evaluation is awaited. */
  private @Nullable Half half;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Half(float[] from, float[] slope) {}

  /**
   * @param noise normally distributed values, one for each of the image
   * @param guide an image to begin from; null for noise alone
   */
  public Trajectory(
      NoisePath path, Sampler sampler, int steps, float[] noise, @Nullable Guide guide) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", not at least 1");
    }
    if (!sampler.fits(path)) {
      throw new IllegalArgumentException(
          "the sampler " + sampler.text() + " does not fit this model");
    }
    this.path = path;
    this.sampler = sampler;
    this.times = path.times(steps);
    this.noise = noise;
    this.guide = guide;
    this.first = guide == null ? 0 : steps - guide.steps(steps);
    this.step = first;
    this.x = guide == null || first == 0 ? noise.clone() : mixed(guide, times[first]);
  }

  private float[] mixed(Guide by, double t) {
    return path.mix(by.image(), noise, t);
  }

  public boolean isDone() {
    return step == times.length - 1;
  }

  /** Steps of this image in all; fewer than asked for where it begins from another image. */
  public int steps() {
    return times.length - 1 - first;
  }

  public int stepsDone() {
    return step - first;
  }

  /** The time of the next evaluation. */
  public float time() {
    return (float) times[half == null ? step : step + 1];
  }

  /** The noisy image of the next evaluation, not to be changed. */
  public float[] input() {
    return x;
  }

  /** What the image would be if it ended now: the model's last word, or gray before any. */
  public float[] estimate() {
    return isDone() ? x : estimate == null ? new float[x.length] : estimate;
  }

  /** Goes on by the model's output for {@link #input()} at {@link #time()}. */
  public void advance(float[] output) {
    if (isDone()) {
      throw new IllegalStateException("the image is done");
    }
    double t = times[half == null ? step : step + 1];
    float[] clean = path.clean(x, output, t);
    estimate = clean;
    switch (sampler) {
      case EULER, DDIM -> end(firstOrder(clean, t));
      case HEUN -> heun(clean);
      case DPM_SOLVER_2M -> end(secondOrder(clean, t));
    }
  }

  private void end(float[] next) {
    step++;
    x = guide == null || guide.kept().length == 0 ? next : keep(next, guide);
  }

  /** What is not to change is as noisy as the rest, so that the model sees one image. */
  private float[] keep(float[] next, Guide by) {
    float[] original = mixed(by, times[step]);
    for (int i = 0; i < next.length; i++) {
      next[i] += by.kept()[i] * (original[i] - next[i]);
    }
    return next;
  }

  /** Keeps the noise that the model sees, and changes its share. */
  private float[] firstOrder(float[] clean, double t) {
    double next = times[step + 1];
    double ofX = path.noise(next) / path.noise(t);
    return sum(x, ofX, clean, path.image(next) - path.image(t) * ofX);
  }

  private float[] secondOrder(float[] clean, double t) {
    float[] before = lastClean;
    lastClean = clean;
    double next = times[step + 1];
    if (before == null || path.noise(next) == 0) {
      return firstOrder(clean, t);
    }
    double h = logRatio(next) - logRatio(t);
    // Zero where the step before began in pure noise.
    double beyond = h / (2 * (logRatio(t) - logRatio(times[step - 1])));
    float[] extrapolated = sum(clean, 1 + beyond, before, -beyond);
    return sum(
        x,
        path.noise(next) / path.noise(t),
        extrapolated,
        -path.image(next) * StrictMath.expm1(-h));
  }

  private double logRatio(double t) {
    return StrictMath.log(path.image(t) / path.noise(t));
  }

  private void heun(float[] clean) {
    double from = times[step];
    double to = times[step + 1];
    if (half == null) {
      float[] slope = slope(clean, from);
      float[] ahead = sum(x, 1, slope, to - from);
      if (path.noise(to) == 0) {
        end(ahead);
      } else {
        half = new Half(x, slope);
        x = ahead;
      }
      return;
    }
    Half begun = half;
    half = null;
    float[] mean = sum(begun.slope, 0.5, slope(clean, to), 0.5);
    end(sum(begun.from, 1, mean, to - from));
  }

  /** Of a straight way to {@code clean}. */
  private float[] slope(float[] clean, double t) {
    return sum(clean, 1 / (1 - t), x, -1 / (1 - t));
  }

  private static float[] sum(float[] a, double ofA, float[] b, double ofB) {
    float fa = (float) ofA;
    float fb = (float) ofB;
    float[] sum = new float[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = fa * a[i] + fb * b[i];
    }
    return sum;
  }
}
