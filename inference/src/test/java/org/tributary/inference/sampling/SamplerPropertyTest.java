package org.tributary.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** What must hold of every row of logits, checked against a sort of all of it. */
class SamplerPropertyTest {

  /** Rows of one block and of many, smooth or with many equals. */
  @Provide
  Arbitrary<float[]> rows() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 2600),
            Arbitraries.of(0f, 0.5f, 3f, 10f, 40f),
            Arbitraries.of(0f, 1f),
            Arbitraries.longs())
        .as(SamplerPropertyTest::row);
  }

  private static float[] row(int size, float spread, float grid, long seed) {
    Random random = new Random(seed);
    float[] row = new float[size];
    for (int i = 0; i < size; i++) {
      float value = (float) random.nextGaussian() * spread - 5;
      row[i] = grid == 0 ? value : Math.round(value / grid) * grid;
    }
    return row;
  }

  @Provide
  Arbitrary<Sampling> samplings() {
    return Combinators.combine(
            Arbitraries.of(0, 0.3, 1, 2).map(Number::doubleValue),
            Arbitraries.of(1, 0.9, 0.3).map(Number::doubleValue),
            Arbitraries.of(0, 1, 40, 10_000),
            Arbitraries.of(0, 0.05).map(Number::doubleValue),
            Arbitraries.of(0, 0.7).map(Number::doubleValue),
            Arbitraries.of(0, -0.4).map(Number::doubleValue),
            Arbitraries.of(1, 1.3).map(Number::doubleValue),
            Arbitraries.longs())
        .as((temperature, topP, topK, minP, presence, frequency, repetition, seed) ->
            new Sampling(
                temperature,
                topP,
                topK,
                minP,
                presence,
                frequency,
                repetition,
                Map.of(0, -1.5),
                seed,
                0));
  }

  @Property(tries = 500)
  void choose_dependsOnItsRowAlone(
      @ForAll("rows") float[] row, @ForAll("samplings") Sampling sampling, @ForAll long position) {
    Sampler sampler = new Sampler(sampling, new long[] {0}, row.length);
    int alone = sampler.choose(row, 0, position, new Sampler.Workspace(row.length));

    float[] batch = new float[row.length * 3 + 5];
    Arrays.fill(batch, 1e30f);
    int offset = row.length + 3;
    System.arraycopy(row, 0, batch, offset, row.length);
    Sampler.Workspace used = new Sampler.Workspace(row.length);
    sampler.choose(row(row.length, 3, 0, 9), 0, 1, used);
    LogProbs.of(row(row.length, 3, 0, 8), 0, 0, 20, used);

    assertEquals(alone, sampler.choose(batch, offset, position, used));
    assertTrue(Arrays.equals(row, Arrays.copyOfRange(batch, offset, offset + row.length)));
  }

  /** A cut anywhere in the answer changes nothing that comes after it. */
  @Property(tries = 200)
  void add_resumesAsIfNeverInterrupted(
      @ForAll("samplings") Sampling sampling,
      @ForAll long seed,
      @ForAll @IntRange(max = 29) int cut) {
    int vocabulary = 90;
    long[] prompt = {3, 3, 88};
    float[][] rows = new float[30][];
    Arrays.setAll(rows, i -> row(vocabulary, 2, 0, seed + i));
    Sampler.Workspace workspace = new Sampler.Workspace(vocabulary);

    Sampler whole = new Sampler(sampling, prompt, vocabulary);
    int[] ids = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      ids[i] = whole.choose(rows[i], 0, prompt.length + i, workspace);
      whole.add(ids[i]);
    }

    Sampler resumed = new Sampler(sampling, prompt, vocabulary);
    Arrays.stream(ids, 0, cut).forEach(resumed::add);
    for (int i = cut; i < rows.length; i++) {
      assertEquals(ids[i], resumed.choose(rows[i], 0, prompt.length + i, workspace));
      resumed.add(ids[i]);
    }
  }

  /** What is ever drawn lies in the set that a sort gives, and over many draws all of it is. */
  @Property(tries = 300)
  void choose_takesFromTheLikeliestK(
      @ForAll("rows") float[] row, @ForAll @IntRange(min = 1, max = 3000) int k) {
    List<Integer> best = sorted(row).subList(0, Math.min(k, row.length));
    Sampler sampler = new Sampler(Settings.at(2).topK(k).sampling(), new long[0], row.length);
    Sampler.Workspace workspace = new Sampler.Workspace(row.length);
    for (int position = 0; position < 40; position++) {
      assertTrue(best.contains(sampler.choose(row, 0, position, workspace)));
    }
    Candidates kept = workspace.candidates;
    if (k < row.length) {
      assertEquals(best.stream().sorted().toList(), ids(kept));
    }
  }

  /** The kept set reaches p, and without its least it would not; up to float rounding. */
  @Property(tries = 300)
  void choose_topP_keepsTheSmallestSet(
      @ForAll("rows") float[] row, @ForAll @Scale(6) @DoubleRange(max = 0.9999) double p) {
    Sampler sampler = new Sampler(Settings.at(1).topP(p).sampling(), new long[0], row.length);
    Sampler.Workspace workspace = new Sampler.Workspace(row.length);
    sampler.choose(row, 0, 0, workspace);

    List<Integer> kept = ids(workspace.candidates);
    double[] probabilities = softmax(row);
    double mass = kept.stream().mapToDouble(id -> probabilities[id]).sum();
    double least = kept.stream().mapToDouble(id -> probabilities[id]).min().orElseThrow();
    assertTrue(mass >= p - 1e-4, mass + " does not reach " + p);
    assertTrue(mass - least < p + 1e-4 || kept.size() == 1, mass + " is too much for " + p);
    double border = least * (1 - 1e-4);
    int sure = (int) Arrays.stream(probabilities).filter(x -> x > least * (1 + 1e-4)).count();
    assertTrue(kept.size() >= sure);
    assertTrue(kept.stream().allMatch(id -> probabilities[id] >= border));
  }

  @Property(tries = 300)
  void choose_minP_keepsAShareOfTheLikeliest(
      @ForAll("rows") float[] row,
      @ForAll @Scale(6) @DoubleRange(min = 1e-6, max = 1) double share) {
    Sampler sampler = new Sampler(Settings.at(1).minP(share).sampling(), new long[0], row.length);
    Sampler.Workspace workspace = new Sampler.Workspace(row.length);
    sampler.choose(row, 0, 0, workspace);

    double[] probabilities = softmax(row);
    double likeliest = Arrays.stream(probabilities).max().orElseThrow();
    List<Integer> kept = ids(workspace.candidates);
    for (int id = 0; id < row.length; id++) {
      double ratio = probabilities[id] / likeliest / share;
      if (Math.abs(ratio - 1) > 1e-4) {
        assertEquals(ratio > 1, kept.contains(id), "id " + id);
      }
    }
  }

  /** Chi-square over the ids that are expected five times or more, against its 1-in-10⁶. */
  @Property(tries = 40)
  void choose_followsTheSoftmax(@ForAll long seed, @ForAll @IntRange(max = 2) int way) {
    float[] row = row(130, 2, 0, seed);
    Settings settings = Settings.at(1).seed(seed);
    Settings chosen = List.of(settings, settings.topP(0.999999), settings.topK(129)).get(way);
    Sampler sampler = new Sampler(chosen.sampling(), new long[0], row.length);
    Sampler.Workspace workspace = new Sampler.Workspace(row.length);
    int draws = 20_000;
    int[] seen = new int[row.length];
    for (int position = 0; position < draws; position++) {
      seen[sampler.choose(row, 0, position, workspace)]++;
    }
    double[] probabilities = softmax(row);
    int[] counted =
        IntStream.range(0, row.length).filter(id -> probabilities[id] * draws >= 5).toArray();
    double chi =
        IntStream.of(counted)
            .mapToDouble(id -> sq(seen[id] - draws * probabilities[id]) / draws / probabilities[id])
            .sum();
    // A normal approximation (Wilson and Hilferty), five deviations up.
    int freedom = counted.length;
    double limit =
        freedom * Math.pow(1 - 2.0 / (9 * freedom) + 5 * Math.sqrt(2.0 / (9 * freedom)), 3);
    assertTrue(chi < limit, chi + " of " + freedom);
  }

  @Property(tries = 300)
  void bias_forcesAndForbids(@ForAll long seed, @ForAll @IntRange(max = 199) int id) {
    float[] row = row(200, 4, 0, seed);
    Sampler.Workspace workspace = new Sampler.Workspace(row.length);
    Settings settings = Settings.at(1).seed(seed);
    Sampler forced =
        new Sampler(settings.bias(Map.of(id, 100.0)).sampling(), new long[0], row.length);
    Sampler forbidden =
        new Sampler(settings.bias(Map.of(id, -100.0)).sampling(), new long[0], row.length);
    for (int position = 0; position < 30; position++) {
      assertEquals(id, forced.choose(row, 0, position, workspace));
      assertTrue(id != forbidden.choose(row, 0, position, workspace));
    }
  }

  @Property(tries = 300)
  void logProbs_areTheLogOfTheSoftmax(
      @ForAll("rows") float[] row, @ForAll @IntRange(max = 20) int count, @ForAll long seed) {
    int id = new Random(seed).nextInt(row.length);
    LogProbs probs = LogProbs.of(row, 0, id, count, new Sampler.Workspace(row.length));

    double[] expected = softmax(row);
    List<Integer> best = sorted(row).subList(0, Math.min(count, row.length));
    assertEquals(best, probs.likeliest().stream().map(LogProbs.Entry::id).toList());
    assertEquals(Math.log(expected[id]), probs.chosen().logProb(), 1e-4);
    for (LogProbs.Entry entry : probs.likeliest()) {
      assertEquals(Math.log(expected[entry.id()]), entry.logProb(), 1e-4);
    }
  }

  private static List<Integer> sorted(float[] row) {
    return IntStream.range(0, row.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer id) -> -row[id]).thenComparing(id -> id))
        .toList();
  }

  private static List<Integer> ids(Candidates candidates) {
    return IntStream.range(0, candidates.size()).mapToObj(candidates::id).toList();
  }

  private static double[] softmax(float[] row) {
    double max = IntStream.range(0, row.length).mapToDouble(i -> row[i]).max().orElseThrow();
    double[] weights = new double[row.length];
    Arrays.setAll(weights, i -> Math.exp(row[i] - max));
    double total = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / total).toArray();
  }

  private static double sq(double x) {
    return x * x;
  }
}
