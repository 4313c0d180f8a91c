package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
  /** Probabilities 0.5, 0.3, 0.15, 0.05 at temperature 1. */
  private static final float[] LOGITS = logits(0.5, 0.3, 0.15, 0.05);

  @Test
  void choose_temperatureZero_takesTheLikeliest_firstOfEquals() {
    float[] logits = {1, 5, 5, 2};
    for (int position = 0; position < 50; position++) {
      assertEquals(1, new Sampling(0, 0.5, 9).choose(logits, 0, 4, position));
    }
  }

  @Test
  void choose_readsItsRowOnly() {
    float[] rows = {9, 9, 9, 0, 1, 0, 9, 9, 9};
    assertEquals(1, new Sampling(0, 1, 0).choose(rows, 3, 3, 0));
    assertEquals(1, new Sampling(0.01, 1, 0).choose(rows, 3, 3, 0));
  }

  @Test
  void choose_followsTheDistribution() {
    assertFrequencies(new Sampling(1, 1, 3), 0.5, 0.3, 0.15, 0.05);
  }

  @Test
  void choose_topP_keepsTheSmallestSetThatReachesIt() {
    assertFrequencies(new Sampling(1, 0.8, 3), 0.625, 0.375, 0, 0);
    assertFrequencies(new Sampling(1, 0.81, 3), 0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0);
  }

  @Test
  void choose_topPZero_keepsTheLikeliestAlone() {
    assertFrequencies(new Sampling(1, 0, 3), 1, 0, 0, 0);
  }

  @Test
  void choose_temperature_sharpensAndFlattens() {
    double total = 0.25 + 0.09 + 0.0225 + 0.0025;
    assertFrequencies(
        new Sampling(0.5, 1, 3), 0.25 / total, 0.09 / total, 0.0225 / total, 0.0025 / total);
  }

  @Test
  void choose_tinyTemperature_isTheLikeliest() {
    assertFrequencies(new Sampling(Double.MIN_VALUE, 1, 3), 1, 0, 0, 0);
  }

  @Test
  void choose_neverTakesWhatHasNoProbability() {
    float[] logits = {Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY, 0};
    for (int position = 0; position < 200; position++) {
      assertEquals(1, new Sampling(2, 1, 5).choose(logits, 0, 4, position) % 2);
    }
  }

  @Test
  void choose_sameSeedSameDraw_otherSeedOther() {
    int[] first = draws(new Sampling(1, 1, 11));
    assertEquals(
        IntStream.of(first).boxed().toList(),
        IntStream.of(draws(new Sampling(1, 1, 11))).boxed().toList());
    assertNotEquals(
        IntStream.of(first).boxed().toList(),
        IntStream.of(draws(new Sampling(1, 1, 12))).boxed().toList());
  }

  @Test
  void choose_logitsThatAreNotNumbers_fail() {
    float[] broken = {Float.NaN, Float.NaN};
    assertThrows(IllegalStateException.class, () -> new Sampling(1, 1, 0).choose(broken, 0, 2, 0));
    assertThrows(IllegalStateException.class, () -> new Sampling(0, 1, 0).choose(broken, 0, 2, 0));
  }

  private static int[] draws(Sampling sampling) {
    return IntStream.range(0, 64).map(p -> sampling.choose(LOGITS, 0, 4, p)).toArray();
  }

  /** Within five standard deviations of 20 000 draws. */
  private static void assertFrequencies(Sampling sampling, double... expected) {
    int draws = 20_000;
    int[] seen = new int[expected.length];
    for (int position = 0; position < draws; position++) {
      seen[sampling.choose(LOGITS, 0, expected.length, position)]++;
    }
    for (int id = 0; id < expected.length; id++) {
      double deviation = Math.sqrt(draws * expected[id] * (1 - expected[id]));
      assertEquals(draws * expected[id], seen[id], 5 * deviation, "id " + id);
    }
  }

  private static float[] logits(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }
}
