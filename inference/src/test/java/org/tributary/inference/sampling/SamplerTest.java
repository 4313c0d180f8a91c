package org.tributary.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  private static final float[] LOGITS = logits(0.5, 0.3, 0.15, 0.05);
  private static final long[] NO_PROMPT = {};

  @Test
  void choose_temperatureZero_takesTheLikeliest_firstOfEquals() {
    float[] logits = {1, 5, 5, 2};
    Settings settings = Settings.at(0).topP(0.5);
    for (int position = 0; position < 50; position++) {
      assertEquals(1, choose(settings, logits, position));
    }
  }

  @Test
  void choose_followsTheDistribution() {
    assertFrequencies(Settings.at(1), 0.5, 0.3, 0.15, 0.05);
  }

  @Test
  void choose_topP_keepsTheSmallestSetThatReachesIt() {
    assertFrequencies(Settings.at(1).topP(0.79), 0.625, 0.375, 0, 0);
    assertFrequencies(Settings.at(1).topP(0.81), 0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0);
  }

  @Test
  void choose_topPZero_keepsTheLikeliestAlone() {
    assertFrequencies(Settings.at(1).topP(0), 1, 0, 0, 0);
  }

  @Test
  void choose_topP_ofEqualsKeepsLowerIds() {
    float[] flat = new float[300];
    int[] seen = frequencies(Settings.at(1).topP(0.1).sampling(), flat, 2_000);
    for (int id = 0; id < flat.length; id++) {
      assertEquals(id < 30, seen[id] > 0, "id " + id);
    }
  }

  @Test
  void choose_topK_keepsSoMany_ofEqualsLowerIds() {
    assertFrequencies(Settings.at(1).topK(2), 0.625, 0.375, 0, 0);
    assertFrequencies(Settings.at(1).topK(1), 1, 0, 0, 0);
    assertFrequencies(Settings.at(1).topK(4), 0.5, 0.3, 0.15, 0.05);
    int[] seen = frequencies(Settings.at(1).topK(3).sampling(), new float[200], 500);
    assertEquals(500, seen[0] + seen[1] + seen[2]);
  }

  @Test
  void choose_minP_keepsAShareOfTheLikeliest() {
    assertFrequencies(Settings.at(1).minP(0.31), 0.625, 0.375, 0, 0);
    assertFrequencies(Settings.at(1).minP(0.29), 0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0);
    assertFrequencies(Settings.at(1).minP(1), 1, 0, 0, 0);
  }

  /** top_p is of what top_k has left: 0.5 of 0.8 reaches 0.6; min_p is after both. */
  @Test
  void choose_truncatesInOrder() {
    assertFrequencies(Settings.at(1).topK(2).topP(0.6), 1, 0, 0, 0);
    assertFrequencies(Settings.at(1).topK(3).topP(0.9).minP(0.5), 0.625, 0.375, 0, 0);
  }

  @Test
  void choose_temperature_sharpensAndFlattens() {
    double total = 0.25 + 0.09 + 0.0225 + 0.0025;
    assertFrequencies(Settings.at(0.5), 0.25 / total, 0.09 / total, 0.0225 / total, 0.0025 / total);
  }

  /** Half of the weight is left at temperature 0.5: top_p sees the sharpened distribution. */
  @Test
  void choose_temperatureComesBeforeTopP() {
    assertFrequencies(Settings.at(0.5).topP(0.68), 1, 0, 0, 0);
    assertFrequencies(Settings.at(1).topP(0.68), 0.625, 0.375, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-6, 1e-5, 0.001, 0.01})
  void choose_tinyTemperature_isTheLikeliest(double temperature) {
    assertFrequencies(Settings.at(temperature), 1, 0, 0, 0);
  }

  @Test
  void choose_neverTakesWhatHasNoProbability() {
    float none = Float.NEGATIVE_INFINITY;
    float[] logits = {none, 0, none, 0};
    List<Settings> all =
        List.of(Settings.at(2), Settings.at(2).topK(3), Settings.at(2).topP(0.999999));
    for (Settings settings : all) {
      for (int position = 0; position < 200; position++) {
        assertEquals(1, choose(settings, logits, position) % 2);
      }
    }
  }

  @Test
  void choose_sameSeedSameDraw_otherSeedOrChoiceOther() {
    Sampling sampling = Sampling.of(1, 1, 11);
    List<Integer> first = draws(sampling);
    assertEquals(first, draws(Sampling.of(1, 1, 11)));
    assertNotEquals(first, draws(Sampling.of(1, 1, 12)));
    assertNotEquals(first, draws(sampling.withChoice(1)));
    assertEquals(first, draws(sampling.withChoice(1).withChoice(0)));
  }

  @Test
  void choose_logitsThatAreNotNumbers_fail() {
    float nan = Float.NaN;
    float infinite = Float.POSITIVE_INFINITY;
    for (float[] broken :
        List.of(
            new float[] {nan, nan, nan, nan},
            new float[] {1, 2, nan, 3},
            new float[] {nan, 2, 1, 3},
            new float[] {1, infinite, 2, 3},
            new float[] {-infinite, -infinite, -infinite, -infinite})) {
      assertThrows(IllegalStateException.class, () -> choose(Settings.at(1), broken, 0));
      assertThrows(IllegalStateException.class, () -> choose(Settings.at(0), broken, 0));
    }
  }

  @Test
  void bias_forcesAndForbids_greedyToo() {
    for (double temperature : new double[] {0, 1}) {
      Settings settings = Settings.at(temperature);
      assertFrequencies(settings.bias(Map.of(3, 100.0)), 0, 0, 0, 1);
      assertEquals(1, choose(Settings.at(0).bias(Map.of(0, -100.0)), LOGITS, 5));
    }
    assertFrequencies(Settings.at(1).bias(Map.of(0, -100.0, 2, -100.0)), 0, 6 / 7.0, 0, 1 / 7.0);
  }

  @Test
  void bias_ofLnTwo_doublesTheOdds() {
    assertFrequencies(
        Settings.at(1).bias(Map.of(1, Math.log(2))), 0.5 / 1.3, 0.6 / 1.3, 0.15 / 1.3, 0.05 / 1.3);
  }

  @Test
  void bias_beyondTheVocabulary_isRefused() {
    Sampling sampling = Settings.at(1).bias(Map.of(4, 1.0)).sampling();
    assertThrows(IllegalArgumentException.class, () -> new Sampler(sampling, NO_PROMPT, 4));
  }

  /** Presence once, frequency each time, in the answer alone. */
  @Test
  void penalties_presenceAndFrequency_lookAtTheAnswer() {
    float[] logits = {3, 2.5f, 1, 0};
    Sampling presence = Settings.at(0).penalties(1, 0, 1).sampling();
    Sampling frequency = Settings.at(0).penalties(0, 0.3, 1).sampling();
    assertEquals(0, chosenAfter(presence, new long[] {0, 0}, logits));
    assertEquals(1, chosenAfter(presence, NO_PROMPT, logits, 0));
    assertEquals(0, chosenAfter(presence, NO_PROMPT, logits, 0, 1, 1));
    assertEquals(0, chosenAfter(frequency, NO_PROMPT, logits, 0));
    assertEquals(1, chosenAfter(frequency, NO_PROMPT, logits, 0, 0));
    assertEquals(0, chosenAfter(frequency, NO_PROMPT, logits, 0, 1, 0, 1));
  }

  /** A negative penalty makes it likelier, and only by what it is: e^1 to 1 here. */
  @Test
  void penalties_shiftTheLogitByTheirSize() {
    Sampling sampling = Settings.at(1).penalties(-0.75, -0.25, 1).sampling();
    Sampler sampler = new Sampler(sampling, NO_PROMPT, 2);
    sampler.add(1);
    assertFrequencies(sampler, new float[2], 1 / (1 + Math.E), Math.E / (1 + Math.E));
  }

  /** Positive logits are divided, negative multiplied, in prompt and answer alike. */
  @Test
  void penalties_repetition_looksAtPromptAndAnswer() {
    float[] logits = {3, 2, -1, -1.5f};
    Sampling sampling = Settings.at(0).penalties(0, 0, 2).sampling();
    assertEquals(0, chosenAfter(sampling, NO_PROMPT, logits));
    assertEquals(1, chosenAfter(sampling, new long[] {0}, logits));
    assertEquals(1, chosenAfter(sampling, NO_PROMPT, logits, 0));
    assertEquals(0, chosenAfter(sampling, new long[] {0, 0}, logits, 1, 0));
    float[] negative = {-1, -1.5f, -9, -9};
    assertEquals(1, chosenAfter(sampling, new long[] {0}, negative));
  }

  /** logit_bias comes before the repetition penalty, which then multiplies what was added. */
  @Test
  void penalties_comeAfterBias() {
    Sampling sampling = Settings.at(0).penalties(0, 0, 4).bias(Map.of(0, 10.0)).sampling();
    assertEquals(1, chosenAfter(sampling, new long[] {0}, new float[] {0, 3, 0, 0}));
  }

  @Test
  void idsBeyondTheVocabulary_areRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Sampler(Sampling.GREEDY, new long[] {4}, 4));
    Sampler sampler = new Sampler(Sampling.GREEDY, NO_PROMPT, 4);
    assertThrows(IllegalArgumentException.class, () -> sampler.add(4));
    assertThrows(IllegalArgumentException.class, () -> sampler.add(-1));
  }

  @Test
  void sampling_refusesWhatMakesNoSense() {
    Settings good = Settings.at(1);
    List<Runnable> wrong =
        List.of(
            () -> Settings.at(-1),
            () -> Settings.at(Double.NaN),
            () -> good.topP(1.1),
            () -> good.topP(Double.NaN),
            () -> good.topK(-1),
            () -> good.minP(-0.1),
            () -> good.penalties(Double.NaN, 0, 1),
            () -> good.penalties(0, Double.POSITIVE_INFINITY, 1),
            () -> good.penalties(0, 0, 0),
            () -> good.bias(Map.of(1, 100.5)),
            () -> good.bias(Map.of(-1, 1.0)),
            () -> good.sampling().withChoice(-1));
    wrong.forEach(w -> assertThrows(IllegalArgumentException.class, w::run));
  }

  private static int chosenAfter(
      Sampling sampling, long[] prompt, float[] logits, long... answered) {
    Sampler sampler = new Sampler(sampling, prompt, logits.length);
    for (long id : answered) {
      sampler.add(id);
    }
    return sampler.choose(logits, 0, 9, new Sampler.Workspace(logits.length));
  }

  private static int choose(Settings settings, float[] logits, long position) {
    return new Sampler(settings.sampling(), NO_PROMPT, logits.length)
        .choose(logits, 0, position, new Sampler.Workspace(logits.length));
  }

  private static List<Integer> draws(Sampling sampling) {
    Sampler sampler = new Sampler(sampling, NO_PROMPT, 4);
    Sampler.Workspace workspace = new Sampler.Workspace(4);
    List<Integer> draws = new ArrayList<>();
    IntStream.range(0, 64).forEach(p -> draws.add(sampler.choose(LOGITS, 0, p, workspace)));
    assertFalse(draws.stream().allMatch(draws.getFirst()::equals));
    return draws;
  }

  private static int[] frequencies(Sampling sampling, float[] logits, int draws) {
    return frequencies(new Sampler(sampling, NO_PROMPT, logits.length), logits, draws);
  }

  private static int[] frequencies(Sampler sampler, float[] logits, int draws) {
    Sampler.Workspace workspace = new Sampler.Workspace(logits.length);
    int[] seen = new int[logits.length];
    for (int position = 0; position < draws; position++) {
      seen[sampler.choose(logits, 0, position, workspace)]++;
    }
    return seen;
  }

  private static void assertFrequencies(Settings settings, double... expected) {
    assertFrequencies(new Sampler(settings.sampling(), NO_PROMPT, 4), LOGITS, expected);
  }

  /** Within five standard deviations of 20 000 draws. */
  private static void assertFrequencies(Sampler sampler, float[] logits, double... expected) {
    int draws = 20_000;
    int[] seen = frequencies(sampler, logits, draws);
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
