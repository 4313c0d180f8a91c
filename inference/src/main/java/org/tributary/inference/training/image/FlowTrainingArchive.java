package org.tributary.inference.training.image;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.DiffusionScript;
import org.tributary.models.diffusion.DiffusionWeights;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/** The training graph of a diffusion transformer; products run in bfloat16 over float32 weights. */
final class FlowTrainingArchive {
  private static final TrainingGraph.Objective OBJECTIVE =
      new TrainingGraph.Objective(
          "Diffusion",
          List.of("clean", "noise", "t", "ids"),
          List.of(
              "mixed = torch.lerp(noise, clean, torch.view(t, [-1, 1, 1, 1]))",
              "v = (self.net).velocity(mixed, t, (self.net).encode(ids))",
              "return torch.mse_loss(v, torch.sub(clean, noise))"));

  private static final Set<String> ZERO_AT_FIRST =
      Set.of("modulation", "fine_modulation", "table", "head", "head_bias", "o", "down");
  private static final Set<String> EMBEDDINGS = Set.of("words", "places", "grid", "fine_grid");

  private final DiffusionConfig config;
  private final Map<String, long[]> shapes;
  private final TrainingGraph graph;

  FlowTrainingArchive(DiffusionConfig config) {
    this.config = config;
    this.shapes = new DiffusionWeights(config).shapes();
    this.graph =
        new TrainingGraph(
            shapes,
            shapes.keySet().stream().filter(FlowTrainingArchive::isMuons).toList(),
            OBJECTIVE);
  }

  private static boolean isMuons(String name) {
    return name.equals("rise") || InitialWeights.isBlockMatrix(name);
  }

  TrainingGraph graph() {
    return graph;
  }

  /** Fresh weights: every block begins as the identity, and the image as nothing. */
  Map<String, Tensor> initialWeights(long seed) {
    return InitialWeights.of(shapes, ZERO_AT_FIRST, EMBEDDINGS, seed);
  }

  /** The module with {@code state}: weights by name, and what else a checkpoint holds. */
  ScriptModule module(Map<String, Tensor> state) {
    return graph.module(new DiffusionScript(config, DType.BF16).module(state, true), state);
  }

  String source() {
    return new DiffusionScript(config, DType.BF16).source() + graph.source();
  }
}
