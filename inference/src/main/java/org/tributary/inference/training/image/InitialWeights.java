package org.tributary.inference.training.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** What training begins with. */
final class InitialWeights {
  private static final Set<String> BLOCK_MATRICES = Set.of("qkv", "o", "up", "down", "caption");

  private InitialWeights() {}

  /** Whether a parameter is a matrix of a block. */
  static boolean isBlockMatrix(String name) {
    return name.contains(".") && BLOCK_MATRICES.contains(kind(name));
  }

  private static String kind(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  /**
   * Normally distributed values, as wide as keeps a product's size.
   *
   * @param zero kinds of parameters that begin as nothing
   * @param embeddings kinds whose rows are looked up
   */
  static Map<String, Tensor> of(
      Map<String, long[]> shapes, Set<String> zero, Set<String> embeddings, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> {
      Tensor tensor = Tensor.zeros(DType.F32, shape);
      String kind = kind(name);
      if (!zero.contains(kind)) {
        double deviation = embeddings.contains(kind) ? 0.02 : 0.5 / Math.sqrt(shape[1]);
        for (long i = 0, n = tensor.size(); i < n; i++) {
          tensor.setFloat(i, (float) (random.nextGaussian() * deviation));
        }
      }
      weights.put(name, tensor);
    });
    return weights;
  }
}
