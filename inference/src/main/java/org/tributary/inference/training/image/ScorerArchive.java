package org.tributary.inference.training.image;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tributary.models.diffusion.ScorerConfig;
import org.tributary.models.diffusion.ScorerScript;
import org.tributary.models.diffusion.ScorerWeights;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * The training graph of a scorer: of all images and captions of a batch, each is to find its own.
 */
final class ScorerArchive {
  private static final TrainingGraph.Objective OBJECTIVE =
      new TrainingGraph.Objective(
          "Scorer",
          List.of("x", "ids"),
          List.of(
              "a = (self.net).images(x)",
              "b = (self.net).captions(ids)",
              "s = torch.exp(torch.clamp_max(self.net.sharpness, 4.6))",
              "l = torch.mul(torch.mm(a, torch.t(b)), s)",
              "y = torch.arange(torch.size(a, 0), dtype=4, device=x.device)",
              "one = torch.cross_entropy_loss(l, y)",
              "other = torch.cross_entropy_loss(torch.t(l), y)",
              "return torch.mul(torch.add(one, other), 0.5)"));

  private static final String SHARPNESS = "sharpness";

  /** CLIP's: products are multiplied by 14 at first. */
  private static final float SHARP = 2.65f;

  private final ScorerConfig config;
  private final Map<String, long[]> shapes;
  private final TrainingGraph graph;

  ScorerArchive(ScorerConfig config) {
    this.config = config;
    this.shapes = new ScorerWeights(config).shapes();
    this.graph =
        new TrainingGraph(
            shapes,
            shapes.keySet().stream().filter(InitialWeights::isBlockMatrix).toList(),
            OBJECTIVE);
  }

  TrainingGraph graph() {
    return graph;
  }

  Map<String, Tensor> initialWeights(long seed) {
    Map<String, Tensor> weights =
        InitialWeights.of(
            shapes, Set.of("o", "down", SHARPNESS), Set.of("words", "places", "grid"), seed);
    Tensor.require(weights, SHARPNESS).setFloat(0, SHARP);
    return weights;
  }

  /** The module with {@code state}: weights by name, and what else a checkpoint holds. */
  ScriptModule module(Map<String, Tensor> state) {
    return graph.module(new ScorerScript(config, DType.BF16).module(state, true), state);
  }

  String source() {
    return new ScorerScript(config, DType.BF16).source() + graph.source();
  }
}
