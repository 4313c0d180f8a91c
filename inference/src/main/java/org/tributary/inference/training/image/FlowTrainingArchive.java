package org.tributary.inference.training.image;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.DiffusionScript;
import org.tributary.models.diffusion.DiffusionWeights;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * The training graph of a diffusion transformer as a TorchScript archive: the graph that serves,
 * its loss, gradients, the optimizer's step, and a moving average of the weights.
 *
 * <p>Products run in bfloat16 over float32 weights. The blocks' matrices are trained by Muon
 * (Jordan et al., 2024), the rest by Adam.
 */
final class FlowTrainingArchive {
  /** Prefixes of the state in a checkpoint. */
  static final String MOMENTUM = "momentum:";

  static final String VARIANCE = "variance:";
  static final String AVERAGE = "average:";

  private static final Set<String> BLOCK_MATRICES = Set.of("qkv", "o", "up", "down", "caption");
  private static final Set<String> ZERO_AT_FIRST =
      Set.of("modulation", "fine_modulation", "table", "head", "head_bias", "o", "down");
  private static final Set<String> EMBEDDINGS = Set.of("words", "places", "grid", "fine_grid");

  private final DiffusionConfig config;
  private final Map<String, long[]> shapes;

  FlowTrainingArchive(DiffusionConfig config) {
    this.config = config;
    this.shapes = new DiffusionWeights(config).shapes();
  }

  /** Names of all parameters in the order of the archive's lists: Adam's first, then Muon's. */
  List<String> parameterNames() {
    List<String> names = new ArrayList<>(adamNames());
    names.addAll(muonNames());
    return names;
  }

  List<String> adamNames() {
    return shapes.keySet().stream().filter(n -> !isMuons(n)).toList();
  }

  private List<String> muonNames() {
    return shapes.keySet().stream().filter(FlowTrainingArchive::isMuons).toList();
  }

  private static boolean isMuons(String name) {
    return name.equals("rise") || (name.contains(".") && BLOCK_MATRICES.contains(lastPart(name)));
  }

  private static String lastPart(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  /** Fresh weights: every block begins as the identity, and the image as nothing. */
  Map<String, Tensor> initialWeights(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> {
      Tensor tensor = Tensor.zeros(DType.F32, shape);
      String kind = lastPart(name);
      if (!ZERO_AT_FIRST.contains(kind)) {
        double deviation = EMBEDDINGS.contains(kind) ? 0.02 : 0.5 / Math.sqrt(shape[1]);
        for (long i = 0, n = tensor.size(); i < n; i++) {
          tensor.setFloat(i, (float) (random.nextGaussian() * deviation));
        }
      }
      weights.put(name, tensor);
    });
    return weights;
  }

  /** The module with {@code state}: weights by name, and what else a checkpoint holds. */
  ScriptModule module(Map<String, Tensor> state) {
    ScriptModule net = new DiffusionScript(config, DType.BF16).module(state, true);
    return new ScriptModule("Trainer")
        .set("training", true)
        .set("net", net)
        .set("ms", saved(MOMENTUM, parameterNames(), state, false))
        .set("vs", saved(VARIANCE, adamNames(), state, false))
        .set("es", saved(AVERAGE, parameterNames(), state, true));
  }

  /** What was saved under {@code kind}; where nothing was, a copy of the weights or zeros. */
  private List<Tensor> saved(
      String kind, List<String> names, Map<String, Tensor> state, boolean copied) {
    List<Tensor> tensors = new ArrayList<>();
    for (String name : names) {
      Tensor saved = state.get(kind + name);
      Tensor fresh = Tensor.zeros(DType.F32, shapes.getOrDefault(name, new long[0]));
      if (saved == null && copied) {
        fresh.data().copyFrom(Tensor.require(state, name).data());
      }
      tensors.add(saved != null ? saved : fresh);
    }
    return tensors;
  }

  String source() {
    return new DiffusionScript(config, DType.BF16).source()
        + TRAINER
            .replace("@ADAM@", attributes(adamNames()))
            .replace("@MUON@", attributes(muonNames()));
  }

  private static String attributes(List<String> names) {
    return names.stream().map(n -> "self.net." + n).collect(joining(", "));
  }

  private static final String TRAINER =
      """
      class Trainer(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        net : __torch__.Diffusion
        ms : List[Tensor]
        vs : List[Tensor]
        es : List[Tensor]
        def loss(self: __torch__.Trainer,
          clean: Tensor,
          noise: Tensor,
          t: Tensor,
          ids: Tensor) -> Tensor:
          mixed = torch.lerp(noise, clean, torch.view(t, [-1, 1, 1, 1]))
          v = (self.net).velocity(mixed, t, (self.net).encode(ids))
          return torch.mse_loss(v, torch.sub(clean, noise))
        def adam(self: __torch__.Trainer) -> List[Tensor]:
          return [@ADAM@]
        def muon(self: __torch__.Trainer) -> List[Tensor]:
          return [@MUON@]
        def parameter(self: __torch__.Trainer,
          i: int) -> Tensor:
          ps = torch.add((self).adam(), (self).muon())
          return torch.clone(torch.detach(ps[i]))
        def momentum(self: __torch__.Trainer,
          i: int) -> Tensor:
          return torch.clone(self.ms[i])
        def variance(self: __torch__.Trainer,
          i: int) -> Tensor:
          return torch.clone(self.vs[i])
        def average(self: __torch__.Trainer,
          i: int) -> Tensor:
          return torch.clone(self.es[i])
        def orthogonal(self: __torch__.Trainer,
          g: Tensor) -> Tensor:
          tall = torch.gt(torch.size(g, 0), torch.size(g, 1))
          x = g.to(15)
          if tall:
            x = torch.t(x)
          else:
            pass
          x = torch.div(x, torch.add(torch.norm(x), 1.0e-07))
          for i in range(5):
            a = torch.mm(x, torch.t(x))
            b = torch.add(torch.mul(a, -4.775), torch.mul(torch.mm(a, a), 2.0315))
            x = torch.add(torch.mul(x, 3.4445), torch.mm(b, x))
          if tall:
            x = torch.t(x)
          else:
            pass
          return x.to(6)
        def step(self: __torch__.Trainer,
          clean: Tensor,
          noise: Tensor,
          t: Tensor,
          ids: Tensor,
          rates: Tensor) -> Tensor:
          lr = float(rates[0])
          lrm = float(rates[1])
          n = float(rates[2])
          follow = float(rates[3])
          ad = (self).adam()
          ps = torch.add(ad, (self).muon())
          loss = (self).loss(clean, noise, t, ids)
          gs = torch.grad([loss], ps)
          c1 = 1.0 - 0.9 ** n
          c2 = 1.0 - 0.99 ** n
          for i in range(len(ps)):
            g = gs[i]
            if g is not None:
              gg = torch.detach(g)
              p = torch.detach(ps[i])
              m = self.ms[i]
              if torch.lt(i, len(ad)):
                v = self.vs[i]
                _1 = torch.add_(torch.mul_(m, 0.9), gg, alpha=0.1)
                _2 = torch.addcmul_(torch.mul_(v, 0.99), gg, gg, value=0.01)
                _3 = torch.addcdiv_(p, m, torch.add_(torch.sqrt(torch.div(v, c2)), 1.0e-08), value=-lr / c1)
              else:
                _4 = torch.add_(torch.mul_(m, 0.95), gg, alpha=0.05)
                u = (self).orthogonal(torch.add(torch.mul(m, 0.95), gg, alpha=0.05))
                ratio = float(torch.size(p, 0)) / float(torch.size(p, 1))
                scale = ratio ** 0.5
                if torch.lt(ratio, 1.0):
                  scale = 1.0
                else:
                  pass
                _5 = torch.mul_(p, 1.0 - lrm * 0.01)
                _6 = torch.add_(p, u, alpha=-lrm * scale)
              _7 = torch.lerp_(self.es[i], p, follow)
          return torch.detach(loss)
      """;
}
