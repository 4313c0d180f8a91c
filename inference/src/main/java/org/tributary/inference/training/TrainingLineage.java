package org.tributary.inference.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tributary.models.manifest.ModelManifest.Lineage;

/** Data sets as parents of what was trained on them, each with its share. */
public final class TrainingLineage {
  static final String DATASET = "dataset";

  private TrainingLineage() {}

  /** {@code sets} as parents that share {@code bps}, in proportion to how often each was seen. */
  public static List<Lineage> of(List<TrainingSet> sets, int bps) {
    List<Integer> shares = shares(sets.stream().map(TrainingSet::weight).toList(), bps);
    List<Lineage> parents = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      TrainingSet set = sets.get(i);
      parents.add(
          new Lineage(
              set.name(),
              DATASET,
              set.ownerOrCollector(),
              set.licence(),
              set.source(),
              set.sha256(),
              shares.get(i),
              null));
    }
    return parents;
  }

  /** {@code bps} in proportion to {@code weights}, whole; largest remainders win. */
  static List<Integer> shares(List<Double> weights, int bps) {
    double total = weights.stream().mapToDouble(Double::doubleValue).sum();
    List<Integer> shares = new ArrayList<>();
    List<Integer> byRemainder = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      // A hair more, so that 0.42 of 10000 is 4200 in binary fractions too.
      shares.add((int) Math.floor(bps * weights.get(i) / total + 1e-9));
      byRemainder.add(i);
    }
    byRemainder.sort(Comparator.comparingDouble(i -> shares.get(i) - bps * weights.get(i) / total));
    int left = bps - shares.stream().mapToInt(Integer::intValue).sum();
    for (int i = 0; i < left; i++) {
      shares.set(byRemainder.get(i), shares.get(byRemainder.get(i)) + 1);
    }
    return shares;
  }
}
