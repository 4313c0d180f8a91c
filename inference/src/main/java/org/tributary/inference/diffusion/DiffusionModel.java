package org.tributary.inference.diffusion;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.DiffusionScript;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** A diffusion transformer on the CPU; images are planes of pixels in [-1, 1], row after row. */
public final class DiffusionModel implements Denoiser, AutoCloseable {
  private final DiffusionConfig config;
  private final LoadedGraph graph;

  private DiffusionModel(DiffusionConfig config, LoadedGraph graph) {
    this.config = config;
    this.graph = graph;
  }

  /**
   * Loads {@code config.json} and {@code model.safetensors} of {@code folder}.
   *
   * @throws IOException naming what is absent or does not fit
   */
  public static DiffusionModel open(Path folder, DType precision) throws IOException {
    DiffusionConfig config = DiffusionConfig.read(folder);
    Map<String, Tensor> weights = Safetensors.read(folder.resolve("model.safetensors"));
    return load(config, weights, precision);
  }

  /** A model of {@code weights}, which are copied. */
  public static DiffusionModel load(
      DiffusionConfig config, Map<String, Tensor> weights, DType precision) throws IOException {
    DiffusionScript script = new DiffusionScript(config, precision);
    return new DiffusionModel(
        config, LoadedGraph.load("diffusion", script.module(weights, false), script.source()));
  }

  /** For the one thread that uses a model. */
  public static void prepareThread() {
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
  }

  public DiffusionConfig config() {
    return config;
  }

  /** What the captions say, row after row, for {@link #output}. */
  public float[] encode(long[] ids) {
    long rows = ids.length / config.captionLength();
    return graph.call(
        "encode", scope -> scope.create(ids, new Shape(rows, config.captionLength())));
  }

  @Override
  public float[] output(float[] images, float[] times, float[] captions) {
    int n = times.length;
    int side = config.imageSize();
    Shape text = new Shape(n, config.captionLength(), config.textHidden());
    return graph.call(
        "output",
        scope -> scope.create(images, new Shape(n, 3, side, side)),
        scope -> scope.create(times, new Shape(n)),
        scope -> scope.create(captions, text));
  }

  @Override
  public void close() {
    graph.close();
  }
}
