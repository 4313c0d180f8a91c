package org.tributary.inference.diffusion;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.DiffusionScript;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptArchive;

/** A diffusion transformer on the CPU; images are planes of pixels in [-1, 1], row after row. */
public final class DiffusionModel implements Denoiser, AutoCloseable {
  private final DiffusionConfig config;
  private final Model model;
  private final PtSymbolBlock block;
  private final NDManager manager;

  private DiffusionModel(DiffusionConfig config, Model model) {
    this.config = config;
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
    this.manager = model.getNDManager();
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
    Path folder = Files.createTempDirectory("tributary-diffusion");
    try {
      Path file = folder.resolve("diffusion.pt");
      ScriptArchive.write(file, script.module(weights, false), script.source());
      Model model = Model.newInstance("diffusion", "PyTorch");
      model.load(file);
      JniUtils.setGraphExecutorOptimize(false);
      return new DiffusionModel(config, model);
    } catch (MalformedModelException e) {
      throw new IOException(e);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
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
    try (PtNDManager scope = scope()) {
      long rows = ids.length / config.captionLength();
      return call(scope, "encode", scope.create(ids, new Shape(rows, config.captionLength())));
    }
  }

  /** The velocity of noisy images. */
  @Override
  public float[] output(float[] images, float[] times, float[] captions) {
    try (PtNDManager scope = scope()) {
      int n = times.length;
      int side = config.imageSize();
      Shape text = new Shape(n, config.captionLength(), config.textHidden());
      return call(
          scope,
          "velocity",
          scope.create(images, new Shape(n, 3, side, side)),
          scope.create(times, new Shape(n)),
          scope.create(captions, text));
    }
  }

  private PtNDManager scope() {
    return (PtNDManager) manager.newSubManager();
  }

  private float[] call(PtNDManager scope, String method, NDArray... arguments) {
    IValue[] values = new IValue[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = IValue.from((PtNDArray) arguments[i]);
    }
    try (IValue result = IValueUtils.runMethod(block, method, values)) {
      return result.toTensor(scope).toFloatArray();
    } finally {
      for (IValue value : values) {
        value.close();
      }
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
