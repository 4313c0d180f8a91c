package org.tributary.models.diffusion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.models.tensor.Tensor;

/** Names and shapes of the parameters of a network of blocks, in the order they are stored. */
public abstract class BlockWeights {

  /** The parameters outside the blocks. */
  abstract Map<String, long[]> outer();

  /** Names of the blocks, in order. */
  abstract List<String> blocks();

  /** The parameters of one block. */
  abstract Map<String, long[]> block(String name);

  /** Those of a block of attention among its own positions and a gated MLP. */
  static Map<String, long[]> selfBlock(int width) {
    int mlp = DiffusionConfig.mlp(width);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("qkv", shape(3L * width, width));
    shapes.put("o", shape(width, width));
    shapes.put("up", shape(2L * mlp, width));
    shapes.put("down", shape(width, mlp));
    return shapes;
  }

  static long[] shape(long... dimensions) {
    return dimensions;
  }

  /** The shape of each parameter by name; a block's are called {@code block.parameter}. */
  public Map<String, long[]> shapes() {
    Map<String, long[]> shapes = outer();
    for (String block : blocks()) {
      block(block).forEach((name, shape) -> shapes.put(block + "." + name, shape));
    }
    return shapes;
  }

  /** How many numbers the parameters are. */
  public long count() {
    return shapes().values().stream().mapToLong(BlockWeights::size).sum();
  }

  /**
   * Checks that {@code weights} are exactly this shape's.
   *
   * @throws IllegalArgumentException naming the first parameter that is absent or does not fit
   */
  public void check(Map<String, Tensor> weights) {
    shapes()
        .forEach((name, shape) -> {
          List<Long> expected = IntStream.range(0, shape.length).mapToObj(i -> shape[i]).toList();
          List<Long> actual = Tensor.require(weights, name).shape();
          if (!actual.equals(expected)) {
            throw new IllegalArgumentException(
                name + " has the shape " + actual + ", not " + expected);
          }
        });
  }

  private static long size(long[] shape) {
    long size = 1;
    for (long dimension : shape) {
      size *= dimension;
    }
    return size;
  }
}
