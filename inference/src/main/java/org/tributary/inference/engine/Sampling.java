package org.tributary.inference.engine;

import java.util.Arrays;

/**
 * How the next model-token is chosen from the logits.
 *
 * @param temperature 0 takes the likeliest
 * @param topP keeps the smallest set of model-tokens whose probabilities reach it, and those as
 *     likely as its last; 0 keeps the likeliest alone
 * @param seed of the counter-based generator; the draw at a position depends on nothing else
 */
public record Sampling(double temperature, double topP, long seed) {

  /** The id chosen for {@code position} from {@code logits[offset, offset + vocabulary)}. */
  int choose(float[] logits, int offset, int vocabulary, long position) {
    if (temperature <= 0) {
      return likeliest(logits, offset, vocabulary);
    }
    double[] weights = weights(logits, offset, vocabulary);
    double keep = topP >= 1 ? 0 : smallestKept(weights);
    double total = 0;
    for (double w : weights) {
      total += w >= keep ? w : 0;
    }
    double at = Philox.uniform(seed, position) * total;
    int last = 0;
    for (int id = 0; id < vocabulary; id++) {
      if (weights[id] >= keep && weights[id] > 0) {
        at -= weights[id];
        last = id;
        if (at < 0) {
          return id;
        }
      }
    }
    return last;
  }

  private static int likeliest(float[] logits, int offset, int vocabulary) {
    int best = 0;
    for (int id = 1; id < vocabulary; id++) {
      if (logits[offset + id] > logits[offset + best]) {
        best = id;
      }
    }
    if (!Float.isFinite(logits[offset + best])) {
      throw new IllegalStateException("the model's logits are not finite");
    }
    return best;
  }

  /** Unnormalised probabilities after temperature. */
  private double[] weights(float[] logits, int offset, int vocabulary) {
    float max = logits[offset + likeliest(logits, offset, vocabulary)];
    double[] weights = new double[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      weights[id] = Math.exp((logits[offset + id] - max) / temperature);
    }
    return weights;
  }

  /** The weight of the least likely model-token that top_p keeps. */
  private double smallestKept(double[] weights) {
    double total = Arrays.stream(weights).sum();
    double[] sorted = Arrays.stream(weights).filter(w -> w > total * 1e-9).sorted().toArray();
    double sum = 0;
    for (int i = sorted.length - 1; i >= 0; i--) {
      sum += sorted[i];
      if (sum >= topP * total) {
        return sorted[i];
      }
    }
    return 0;
  }
}
