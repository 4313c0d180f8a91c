package org.tributary.inference.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.tributary.models.diffusion.ScorerConfig;
import org.tributary.models.diffusion.ScorerScript;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Says how well images and captions go together, by the products of their unit vectors. */
public final class ImageScorer implements AutoCloseable {
  private static final int AT_ONCE = 32;

  private final ScorerConfig config;
  private final LoadedGraph graph;

  private ImageScorer(ScorerConfig config, LoadedGraph graph) {
    this.config = config;
    this.graph = graph;
  }

  /**
   * Loads {@code config.json} and {@code model.safetensors} of {@code folder}.
   *
   * @throws IOException naming what is absent or does not fit
   */
  public static ImageScorer open(Path folder, DType precision) throws IOException {
    ScorerConfig config = ScorerConfig.read(folder);
    Map<String, Tensor> weights = Safetensors.read(folder.resolve("model.safetensors"));
    ScorerScript script = new ScorerScript(config, precision);
    return new ImageScorer(
        config, LoadedGraph.load("scorer", script.module(weights, false), script.source()));
  }

  public ScorerConfig config() {
    return config;
  }

  /** A vector for each image, given as planes of pixels in [-1, 1], one after the other. */
  public float[][] images(float[] images) {
    int side = config.imageSize();
    return each(
        images.length / config.pixels(),
        (scope, from, to) ->
            scope.create(
                Arrays.copyOfRange(images, from * config.pixels(), to * config.pixels()),
                new Shape(to - from, 3, side, side)),
        "images");
  }

  /** A vector for each caption, given as rows of ids. */
  public float[][] captions(long[] ids) {
    int length = config.captionLength();
    return each(
        ids.length / length,
        (scope, from, to) ->
            scope.create(
                Arrays.copyOfRange(ids, from * length, to * length), new Shape(to - from, length)),
        "captions");
  }

  private interface Rows {
    NDArray of(PtNDManager scope, int from, int to);
  }

  private float[][] each(int count, Rows rows, String method) {
    float[][] vectors = new float[count][];
    for (int from = 0; from < count; from += AT_ONCE) {
      int begin = from;
      int end = Math.min(count, from + AT_ONCE);
      Function<PtNDManager, NDArray> some = scope -> rows.of(scope, begin, end);
      float[] values = graph.call(method, some);
      int size = config.embedding();
      for (int i = begin; i < end; i++) {
        vectors[i] = Arrays.copyOfRange(values, (i - begin) * size, (i - begin + 1) * size);
      }
    }
    return vectors;
  }

  @Override
  public void close() {
    graph.close();
  }
}
