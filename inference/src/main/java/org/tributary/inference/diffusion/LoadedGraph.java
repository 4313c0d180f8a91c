package org.tributary.inference.diffusion;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tributary.models.torchscript.ScriptArchive;
import org.tributary.models.torchscript.ScriptModule;

/** A TorchScript module on the CPU, whose methods take and give tensors. */
final class LoadedGraph implements AutoCloseable {
  private final Model model;
  private final PtSymbolBlock block;
  private final PtNDManager manager;

  private LoadedGraph(Model model) {
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
    this.manager = (PtNDManager) model.getNDManager();
  }

  /** A module whose weights are copied. */
  static LoadedGraph load(String name, ScriptModule module, String source) throws IOException {
    Path folder = Files.createTempDirectory("tributary-" + name);
    try {
      Path file = folder.resolve(name + ".pt");
      ScriptArchive.write(file, module, source);
      Model model = Model.newInstance(name, "PyTorch");
      model.load(file);
      JniUtils.setGraphExecutorOptimize(false);
      return new LoadedGraph(model);
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

  /**
   * The values that {@code method} gives for these arguments, made in a scope of the call's own.
   */
  @SafeVarargs
  final float[] call(String method, Function<PtNDManager, NDArray>... arguments) {
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      IValue[] values =
          Arrays.stream(arguments)
              .map(argument -> IValue.from((PtNDArray) argument.apply(scope)))
              .toArray(IValue[]::new);
      try (IValue result = IValueUtils.runMethod(block, method, values)) {
        return result.toTensor(scope).toFloatArray();
      } finally {
        for (IValue value : values) {
          value.close();
        }
      }
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
