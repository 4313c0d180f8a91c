package org.tributary.models.diffusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.models.tensor.Tensor;

/** Names and shapes of a diffusion transformer's parameters, in the order they are stored. */
public final class DiffusionWeights {
  private final DiffusionConfig config;

  public DiffusionWeights(DiffusionConfig config) {
    this.config = config;
  }

  /** The parameters of the model outside its blocks. */
  Map<String, long[]> outer() {
    int d = config.hidden();
    int fine = config.fineHidden();
    int text = config.textHidden();
    int finePixels = 3 * (config.patch() / 2) * (config.patch() / 2);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("words", shape(config.vocabulary(), text));
    shapes.put("places", shape(config.captionLength(), text));
    shapes.put("patch", shape(d, 4L * finePixels));
    shapes.put("grid", shape(config.coarsePositions(), d));
    shapes.put("fine_patch", shape(fine, finePixels));
    shapes.put("fine_grid", shape(config.finePositions(), fine));
    shapes.put("time1", shape(d, 2L * DiffusionScript.FREQUENCIES));
    shapes.put("time2", shape(d, d));
    shapes.put("pooled", shape(d, text));
    shapes.put("modulation", shape(6L * d, d));
    shapes.put("fine_modulation", shape(6L * fine, d));
    shapes.put("rise", shape(4L * fine, d));
    shapes.put("head", shape(finePixels, fine));
    shapes.put("head_bias", shape(finePixels));
    return shapes;
  }

  /** Names of the blocks: the caption's, the coarse image's, the fine image's. */
  List<String> blocks() {
    List<String> names = new ArrayList<>();
    IntStream.range(0, config.textLayers()).forEach(i -> names.add("text" + i));
    IntStream.range(0, config.layers()).forEach(i -> names.add("mid" + i));
    IntStream.range(0, config.fineLayers()).forEach(i -> names.add("fine" + i));
    return names;
  }

  /** Whether a block encodes the caption; the others paint, and read it. */
  static boolean ofCaption(String block) {
    return block.startsWith("text");
  }

  Map<String, long[]> block(String name) {
    int width =
        ofCaption(name)
            ? config.textHidden()
            : name.startsWith("mid") ? config.hidden() : config.fineHidden();
    int mlp = DiffusionConfig.mlp(width);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("qkv", shape(3L * width, width));
    shapes.put("o", shape(width, width));
    shapes.put("up", shape(2L * mlp, width));
    shapes.put("down", shape(width, mlp));
    if (!ofCaption(name)) {
      shapes.put("caption", shape(2L * width, config.textHidden()));
      shapes.put("table", shape(6L * width));
    }
    return shapes;
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
    return shapes().values().stream().mapToLong(DiffusionWeights::size).sum();
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

  private static long[] shape(long... dimensions) {
    return dimensions;
  }
}
