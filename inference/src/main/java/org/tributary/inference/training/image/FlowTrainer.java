package org.tributary.inference.training.image;

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
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptArchive;

/** A diffusion transformer being trained by DJL: steps, and saves all that is needed to go on. */
final class FlowTrainer implements AutoCloseable {
  private final DiffusionConfig config;
  private final FlowTrainingArchive archive;
  private final Model model;
  private final PtSymbolBlock block;
  private final PtNDManager manager;

  private FlowTrainer(DiffusionConfig config, FlowTrainingArchive archive, Model model) {
    this.config = config;
    this.archive = archive;
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
    this.manager = (PtNDManager) model.getNDManager();
  }

  /**
   * Loads the training graph with {@code state}, fresh weights or all that was saved; gradients are
   * on for the calling thread.
   */
  static FlowTrainer start(DiffusionConfig config, Map<String, Tensor> state, Path folder)
      throws IOException, MalformedModelException {
    FlowTrainingArchive archive = new FlowTrainingArchive(config);
    Path file = folder.resolve("trainer.pt");
    ScriptArchive.write(file, archive.module(state), archive.source());
    Model model = Model.newInstance("trainer", "PyTorch");
    model.load(file, null, Map.of("trainParam", "true"));
    JniUtils.setGradMode(true);
    JniUtils.setGraphExecutorOptimize(false);
    return new FlowTrainer(config, archive, model);
  }

  /**
   * One optimizer step on {@code batch}; the mean squared error of the velocity before the step.
   *
   * @param number of the step, from 1
   * @param follow how far the averaged weights move to the new ones
   */
  float step(FlowBatch batch, double adamRate, double muonRate, int number, double follow) {
    return run("step", batch, (float) adamRate, (float) muonRate, number, (float) follow);
  }

  /** The mean squared error of the velocity, with the weights as they are. */
  float loss(FlowBatch batch) {
    return run("loss", batch);
  }

  /** Runs a method that takes gradients: unlike runMethod, forward() leaves gradient mode alone. */
  private float run(String method, FlowBatch batch, float... rates) {
    try (NDManager scope = manager.newSubManager()) {
      int rows = batch.rows();
      Shape images = new Shape(rows, 3, config.imageSize(), config.imageSize());
      NDList arguments =
          new NDList(
              scope.create(batch.clean(), images),
              scope.create(batch.noise(), images),
              scope.create(batch.times()),
              scope.create(batch.ids(), new Shape(rows, config.captionLength())));
      if (rates.length > 0) {
        arguments.add(scope.create(rates));
      }
      NDArray name = scope.create(0);
      name.setName("module_method:" + method);
      arguments.add(name);
      return IValueUtils.forward(block, arguments, true).get(0).getFloat();
    }
  }

  /** The moving average of the weights, by parameter name. */
  Map<String, Tensor> averages() {
    return state("average", "", archive.parameterNames());
  }

  /** Saves weights, their average and the optimizer's state to {@code file}, atomically. */
  void save(Path file) throws IOException {
    List<String> names = archive.parameterNames();
    Map<String, Tensor> all = new LinkedHashMap<>(state("parameter", "", names));
    all.putAll(state("momentum", FlowTrainingArchive.MOMENTUM, names));
    all.putAll(state("variance", FlowTrainingArchive.VARIANCE, archive.adamNames()));
    all.putAll(state("average", FlowTrainingArchive.AVERAGE, names));
    Safetensors.write(file, all, Map.of());
  }

  private Map<String, Tensor> state(String method, String prefix, List<String> names) {
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
