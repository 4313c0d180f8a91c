package org.tributary.inference.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.models.diffusion.Prediction;

/** Samplers against normally distributed images, whose way from noise is known in closed form. */
class TrajectoryTest {
  private static final double MEAN = 0.3;
  private static final double DEVIATION = 0.6;
  private static final FlowPath FLOW = new FlowPath();
  private static final NoisePath EPSILON = NoisePath.of(Prediction.EPSILON);
  private static final NoisePath VELOCITY = NoisePath.of(Prediction.VELOCITY);

  private static float[] noise(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] noise = new float[50];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }

  /** The best guess of a normally distributed image under noise, as each kind of model says it. */
  private static Denoiser exact(NoisePath path) {
    return (images, times, captions) -> {
      float[] output = new float[images.length];
      int size = images.length / times.length;
      for (int i = 0; i < images.length; i++) {
        double t = times[i / size];
        double a = path.image(t);
        double b = path.noise(t);
        double variance = DEVIATION * DEVIATION;
        double clean = MEAN + a * variance / (a * a * variance + b * b) * (images[i] - a * MEAN);
        double epsilon = b == 0 ? 0 : (images[i] - a * clean) / b;
        output[i] =
            (float)
                switch (path) {
                  case FlowPath() -> (clean - images[i]) / (1 - t);
                  case VariancePath(var predicts) ->
                      predicts == Prediction.EPSILON ? epsilon : a * epsilon - b * clean;
                };
      }
      return output;
    };
  }

  private static float[] run(Trajectory trajectory, Denoiser model) {
    Drawing drawing = new Drawing(trajectory, new float[1], new float[1], 1);
    while (!trajectory.isDone()) {
      Drawing.advance(List.of(drawing), model);
    }
    return trajectory.estimate();
  }

  private static float[] sample(NoisePath path, Sampler sampler, int steps, int seed) {
    return run(new Trajectory(path, sampler, steps, noise(seed), null), exact(path));
  }

  /** The largest distance from where the exact way from this noise ends. */
  private static double error(NoisePath path, Sampler sampler, int steps) {
    float[] noise = noise(1);
    float[] image = sample(path, sampler, steps, 1);
    double first = path.times(steps)[0];
    double a = path.image(first);
    double begins =
        Math.sqrt(a * a * DEVIATION * DEVIATION + path.noise(first) * path.noise(first));
    double worst = 0;
    for (int i = 0; i < noise.length; i++) {
      double exact = MEAN + DEVIATION * (noise[i] - a * MEAN) / begins;
      worst = Math.max(worst, Math.abs(image[i] - exact));
    }
    return worst;
  }

  @Test
  void everySampler_comesCloserWithMoreSteps() {
    assertTrue(error(FLOW, Sampler.EULER, 500) < 0.01);
    assertTrue(error(FLOW, Sampler.HEUN, 50) < 0.01);
    assertTrue(error(FLOW, Sampler.DPM_SOLVER_2M, 50) < 0.01);
    assertTrue(error(EPSILON, Sampler.DDIM, 500) < 0.02);
    assertTrue(error(VELOCITY, Sampler.DDIM, 500) < 0.02);
    assertTrue(error(EPSILON, Sampler.DPM_SOLVER_2M, 200) < 0.01);
    assertTrue(error(VELOCITY, Sampler.DPM_SOLVER_2M, 200) < 0.01);
  }

  @Test
  void secondOrder_isCloserThanFirstOrderForTheSameEvaluations() {
    assertTrue(error(FLOW, Sampler.HEUN, 20) < error(FLOW, Sampler.EULER, 40) / 2);
    assertTrue(error(EPSILON, Sampler.DPM_SOLVER_2M, 40) < error(EPSILON, Sampler.DDIM, 40) / 2);
    double halved = error(EPSILON, Sampler.DDIM, 50) / error(EPSILON, Sampler.DDIM, 100);
    assertTrue(halved > 1.6 && halved < 2.4, "first order: " + halved);
  }

  @Test
  void epsilonAndVelocity_sayTheSame() {
    assertArrayEquals(
        sample(EPSILON, Sampler.DPM_SOLVER_2M, 12, 3),
        sample(VELOCITY, Sampler.DPM_SOLVER_2M, 12, 3),
        2e-3f);
  }

  @Test
  void whatAModelPredicts_choosesItsWayAndItsSamplers() {
    assertEquals(FLOW, NoisePath.of(Prediction.FLOW));
    assertEquals(List.of(Sampler.EULER, Sampler.HEUN, Sampler.DPM_SOLVER_2M), Sampler.of(FLOW));
    assertEquals(List.of(Sampler.DDIM, Sampler.DPM_SOLVER_2M), Sampler.of(VELOCITY));
    assertThrows(IllegalArgumentException.class, () -> new VariancePath(Prediction.FLOW));
  }

  @ParameterizedTest
  @EnumSource(Sampler.class)
  void aSampler_thatDoesNotFitThePath_isRefused(Sampler sampler) {
    for (NoisePath path : List.of(FLOW, EPSILON)) {
      if (!sampler.fits(path)) {
        assertThrows(
            IllegalArgumentException.class, () -> new Trajectory(path, sampler, 4, noise(1), null));
      }
    }
  }

  @Test
  void images_atDifferentSteps_goOnTogetherAsAlone() {
    Trajectory early = new Trajectory(FLOW, Sampler.HEUN, 6, noise(1), null);
    Trajectory late = new Trajectory(FLOW, Sampler.DPM_SOLVER_2M, 9, noise(2), null);
    Drawing one = new Drawing(early, new float[1], new float[1], 3);
    Drawing two = new Drawing(late, new float[1], new float[1], 1);
    Drawing.advance(List.of(one), exact(FLOW));
    while (!early.isDone() || !late.isDone()) {
      List<Drawing> open =
          List.of(one, two).stream().filter(d -> !d.trajectory().isDone()).toList();
      Drawing.advance(open, exact(FLOW));
    }

    assertArrayEquals(sample(FLOW, Sampler.HEUN, 6, 1), early.estimate(), 1e-5f);
    assertArrayEquals(sample(FLOW, Sampler.DPM_SOLVER_2M, 9, 2), late.estimate());
  }

  @Test
  void guidance_leadsBeyondTheCaption_awayFromTheOther() {
    Denoiser captions =
        (images, times, said) -> {
          float[] output = new float[images.length];
          int size = images.length / times.length;
          for (int i = 0; i < output.length; i++) {
            output[i] = said[i / size];
          }
          return output;
        };
    Trajectory way = new Trajectory(FLOW, Sampler.EULER, 1, new float[4], null);
    Drawing.advance(List.of(new Drawing(way, new float[] {2}, new float[] {1}, 3)), captions);
    assertArrayEquals(new float[] {4, 4, 4, 4}, way.estimate());
  }

  private static Trajectory guided(double strength, float[] kept) {
    float[] image = new float[50];
    Arrays.fill(image, 0.9f);
    return new Trajectory(FLOW, Sampler.EULER, 20, noise(4), new Guide(image, strength, kept));
  }

  @Test
  void strength_saysHowMuchOfTheWayIsGoneAnew() {
    Trajectory little = guided(0.1, new float[0]);
    Trajectory much = guided(0.9, new float[0]);
    assertEquals(2, little.steps());
    assertEquals(18, much.steps());
    double near = mean(run(little, exact(FLOW)));
    double far = mean(run(much, exact(FLOW)));
    assertTrue(near > far && near > 0.6, near + ", " + far);
    assertEquals(20, guided(1, new float[0]).steps());
    assertThrows(IllegalArgumentException.class, () -> guided(0, new float[0]));
    assertThrows(IllegalArgumentException.class, () -> guided(1.01, new float[0]));
    assertThrows(IllegalArgumentException.class, () -> guided(Double.NaN, new float[0]));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void whatIsKept_staysAsItWasToTheLastBit_andTheRestIsDrawn() {
    float[] kept = new float[50];
    Arrays.fill(kept, 0, 20, 1);
    float[] image = run(guided(1, kept), exact(FLOW));
    for (int i = 0; i < 20; i++) {
      assertEquals(0.9f, image[i]);
    }
    assertTrue(Math.abs(image[30] - 0.9f) > 0.05);
  }
}
