package org.tributary.inference.training.image;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
import java.util.function.Function;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptArchive;
import org.tributary.models.torchscript.ScriptModule;

/** A network being trained by DJL: steps, and saves all that is needed to go on. */
final class GraphTrainer implements AutoCloseable {
  private final TrainingGraph graph;
  private final Model model;
  private final PtSymbolBlock block;
  private final PtNDManager manager;

  /** What a step is learnt from, made as the graph's inputs. */
  interface Batch extends Function<NDManager, NDList> {}

  private GraphTrainer(TrainingGraph graph, Model model) {
    this.graph = graph;
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
    this.manager = (PtNDManager) model.getNDManager();
  }

  /**
   * Loads {@code module}, of a training graph; gradients are on for the calling thread.
   *
   * @param folder where the graph's file is written
   */
  static GraphTrainer start(TrainingGraph graph, ScriptModule module, String source, Path folder)
      throws IOException, MalformedModelException {
    Path file = folder.resolve("trainer.pt");
    ScriptArchive.write(file, module, source);
    Model model = Model.newInstance("trainer", "PyTorch");
    model.load(file, null, Map.of("trainParam", "true"));
    JniUtils.setGradMode(true);
    JniUtils.setGraphExecutorOptimize(false);
    return new GraphTrainer(graph, model);
  }

  /**
   * One optimizer step on {@code batch}; the loss before the step.
   *
   * @param number of the step, from 1
   * @param follow how far the averaged weights move to the new ones
   */
  float step(Batch batch, double adamRate, double muonRate, int number, double follow) {
    return run("step", batch, (float) adamRate, (float) muonRate, number, (float) follow);
  }

  /** The loss with the weights as they are. */
  float loss(Batch batch) {
    return run("loss", batch);
  }

  /** Runs a method that takes gradients: unlike runMethod, forward() leaves gradient mode alone. */
  private float run(String method, Batch batch, float... rates) {
    try (NDManager scope = manager.newSubManager()) {
      NDList arguments = batch.apply(scope);
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
    return state("average", "", graph.parameterNames());
  }

  /** Saves weights, their average and the optimizer's state to {@code file}, atomically. */
  void save(Path file) throws IOException {
    List<String> names = graph.parameterNames();
    Map<String, Tensor> all = new LinkedHashMap<>(state("parameter", "", names));
    all.putAll(state("momentum", TrainingGraph.MOMENTUM, names));
    all.putAll(state("variance", TrainingGraph.VARIANCE, graph.adamNames()));
    all.putAll(state("average", TrainingGraph.AVERAGE, names));
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
