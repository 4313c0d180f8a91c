package org.tributary.inference.training.image;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * The training graph of a network as TorchScript: the graph that serves, its loss, gradients, the
 * optimizer's step, and a moving average of the weights.
 *
 * <p>The blocks' matrices are trained by Muon (Jordan et al., 2024), the rest by Adam.
 */
final class TrainingGraph {
  /** Prefixes of the state in a checkpoint. */
  static final String MOMENTUM = "momentum:";

  static final String VARIANCE = "variance:";
  static final String AVERAGE = "average:";

  private final Map<String, long[]> shapes;
  private final List<String> adam;
  private final List<String> muon;
  private final Objective objective;

  /**
   * What is to become small.
   *
   * @param net the network's class
   * @param inputs names of the tensors that the loss is a function of
   * @param loss the body of that function, line by line; the network is {@code self.net}
   */
  record Objective(String net, List<String> inputs, List<String> loss) {
    Objective {
      inputs = List.copyOf(inputs);
      loss = List.copyOf(loss);
    }
  }

  /**
   * @param muon names of the parameters that Muon trains
   */
  TrainingGraph(Map<String, long[]> shapes, List<String> muon, Objective objective) {
    this.shapes = shapes;
    this.muon = List.copyOf(muon);
    this.adam = shapes.keySet().stream().filter(n -> !muon.contains(n)).toList();
    this.objective = objective;
  }

  /** Names of all parameters in the order of the graph's lists: Adam's first, then Muon's. */
  List<String> parameterNames() {
    List<String> names = new ArrayList<>(adam);
    names.addAll(muon);
    return names;
  }

  List<String> adamNames() {
    return adam;
  }

  /** {@code net} with {@code state}: what else than weights a checkpoint holds. */
  ScriptModule module(ScriptModule net, Map<String, Tensor> state) {
    return new ScriptModule("Trainer")
        .set("training", true)
        .set("net", net)
        .set("ms", saved(MOMENTUM, parameterNames(), state, false))
        .set("vs", saved(VARIANCE, adam, state, false))
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

  /** Of the trainer, to stand behind the network's own. */
  String source() {
    return TRAINER
        .replace("@NET@", objective.net())
        .replace(
            "@INPUTS@",
            objective.inputs().stream().map(n -> "    " + n + ": Tensor").collect(joining(",\n")))
        .replace("@NAMES@", String.join(", ", objective.inputs()))
        .replace("@LOSS@", objective.loss().stream().map(l -> "    " + l).collect(joining("\n")))
        .replace("@ADAM@", attributes(adam))
        .replace("@MUON@", attributes(muon));
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
        net : __torch__.@NET@
        ms : List[Tensor]
        vs : List[Tensor]
        es : List[Tensor]
        def loss(self: __torch__.Trainer,
      @INPUTS@) -> Tensor:
      @LOSS@
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
      @INPUTS@,
          rates: Tensor) -> Tensor:
          lr = float(rates[0])
          lrm = float(rates[1])
          n = float(rates[2])
          follow = float(rates[3])
          ad = (self).adam()
          ps = torch.add(ad, (self).muon())
          loss = (self).loss(@NAMES@)
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
