package org.tributary.inference.training;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptArchive;

/** A decoder being trained by DJL: steps, evaluates, and saves everything needed to go on. */
final class DecoderTrainer implements AutoCloseable {
  private final DecoderTrainingArchive archive;
  private final Model model;
  private final PtSymbolBlock block;
  private final PtNDManager manager;

  private DecoderTrainer(DecoderTrainingArchive archive, Model model) {
    this.archive = archive;
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
    this.manager = (PtNDManager) model.getNDManager();
  }

  /**
   * Loads the training graph with {@code weights}, fresh or as saved; gradients are on for the
   * calling thread.
   */
  static DecoderTrainer start(DecoderShape shape, Map<String, Tensor> weights, Path folder)
      throws IOException, MalformedModelException {
    DecoderTrainingArchive archive = new DecoderTrainingArchive(shape);
    Path file = folder.resolve("trainer.pt");
    ScriptArchive.write(file, archive.module(weights), archive.source());
    Model model = Model.newInstance("trainer", "PyTorch");
    model.load(file, null, Map.of("trainParam", "true"));
    JniUtils.setGradMode(true);
    JniUtils.setGraphExecutorOptimize(false);
    return new DecoderTrainer(archive, model);
  }

  /** One optimizer step on {@code batch}; the mean loss in nats before the step. */
  float step(Batch batch, double adamRate, double muonRate, int step) {
    return run(batch, "step", new float[] {(float) adamRate, (float) muonRate, step});
  }

  /** The mean loss of {@code batch} in nats per target. */
  float loss(Batch batch) {
    JniUtils.setGradMode(false);
    try {
      return run(batch, "forward");
    } finally {
      JniUtils.setGradMode(true);
    }
  }

  /** Runs a method that takes gradients: unlike runMethod, forward() leaves gradient mode alone. */
  private float run(Batch batch, String method, float... rates) {
    try (NDManager scope = manager.newSubManager()) {
      Shape shape = new Shape(batch.rows(), batch.inputs().length / batch.rows());
      NDList arguments =
          new NDList(scope.create(batch.inputs(), shape), scope.create(batch.targets(), shape));
      if (rates.length > 0) {
        arguments.add(scope.create(rates));
      }
      NDArray name = scope.create(0);
      name.setName("module_method:" + method);
      arguments.add(name);
      return IValueUtils.forward(block, arguments, true).get(0).getFloat();
    }
  }

  /** The float32 weights by parameter name. */
  Map<String, Tensor> weights() {
    return state("parameter", "");
  }

  /** Saves weights and optimizer state to {@code file}, atomically. */
  void save(Path file, Map<String, String> progress) throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>(weights());
    all.putAll(state("momentum", DecoderTrainingArchive.MOMENTUM));
    all.putAll(state("variance", DecoderTrainingArchive.VARIANCE));
    Safetensors.write(file, all, progress);
  }

  private Map<String, Tensor> state(String method, String prefix) {
    List<String> names = archive.parameterNames();
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      try (PtNDManager scope = (PtNDManager) manager.newSubManager();
          IValue index = IValue.from((long) i);
          IValue result = IValueUtils.runMethod(block, method, index)) {
        PtNDArray array = result.toTensor(scope);
        Tensor copy = Tensor.zeros(DType.F32, array.getShape().getShape());
        copy.data().copyFrom(MemorySegment.ofBuffer(array.toByteBuffer()));
        state.put(prefix + names.get(i), copy);
      }
    }
    return state;
  }

  @Override
  public void close() {
    model.close();
  }
}
