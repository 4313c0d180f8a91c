package org.tributary.inference.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * The training graph of a decoder as a TorchScript archive: loss, gradients and optimizer step.
 *
 * <p>Compute is bfloat16 with float32 masters. Matrices inside the blocks are updated by Muon
 * (Jordan et al., 2024: momentum orthogonalised by five Newton–Schulz steps), embeddings and norms
 * by Adam.
 */
final class DecoderTrainingArchive {
  private static final List<String> MATRICES = List.of("wqkv", "wo", "w13", "w2");
  private static final List<String> NORMS = List.of("n1", "n2");

  /** Prefixes of the optimizer's state in a checkpoint. */
  static final String MOMENTUM = "momentum:";

  static final String VARIANCE = "variance:";

  private final DecoderShape shape;

  DecoderTrainingArchive(DecoderShape shape) {
    this.shape = shape;
  }

  /** Names of all parameters in the order of the archive's lists: Adam's first, then Muon's. */
  List<String> parameterNames() {
    List<String> names = new ArrayList<>(adamNames());
    names.addAll(muonNames());
    return names;
  }

  private List<String> adamNames() {
    List<String> names = new ArrayList<>(List.of("emb", "nf"));
    forEachLayer((i, prefix) -> NORMS.forEach(n -> names.add(prefix + n)));
    return names;
  }

  private List<String> muonNames() {
    List<String> names = new ArrayList<>();
    forEachLayer((i, prefix) -> MATRICES.forEach(n -> names.add(prefix + n)));
    return names;
  }

  private interface LayerAction {
    void accept(int layer, String prefix);
  }

  private void forEachLayer(LayerAction action) {
    IntStream.range(0, shape.layers()).forEach(i -> action.accept(i, "l" + i + "."));
  }

  /** Fresh weights: normal embeddings, scaled normal input matrices, zero output matrices. */
  Map<String, Tensor> initialWeights(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int d = shape.hidden();
    int attention = shape.heads() * shape.headSize();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("emb", normal(random, 0.02, shape.vocabulary(), d));
    weights.put("nf", ones(d));
    forEachLayer((i, prefix) -> {
      weights.put(prefix + "n1", ones(d));
      weights.put(prefix + "n2", ones(d));
      weights.put(prefix + "wqkv", normal(random, 0.5 / Math.sqrt(d), shape.qkvRows(), d));
      weights.put(prefix + "wo", Tensor.zeros(DType.F32, d, attention));
      weights.put(prefix + "w13", normal(random, 0.5 / Math.sqrt(d), 2L * shape.intermediate(), d));
      weights.put(prefix + "w2", Tensor.zeros(DType.F32, d, shape.intermediate()));
    });
    return weights;
  }

  private static Tensor normal(SplittableRandom random, double deviation, long... dimensions) {
    Tensor t = Tensor.zeros(DType.F32, dimensions);
    for (long i = 0, n = t.size(); i < n; i++) {
      t.setFloat(i, (float) (random.nextGaussian() * deviation));
    }
    return t;
  }

  private static Tensor ones(long n) {
    Tensor t = Tensor.zeros(DType.F32, n);
    for (long i = 0; i < n; i++) {
      t.setFloat(i, 1);
    }
    return t;
  }

  /** The module with {@code weights} by parameter name, and optimizer state where there is any. */
  ScriptModule module(Map<String, Tensor> weights) {
    ScriptModule root = new ScriptModule("Trainer").set("training", true);
    root.set("emb", new ScriptModule.Parameter(Tensor.require(weights, "emb")));
    root.set("nf", new ScriptModule.Parameter(Tensor.require(weights, "nf")));
    root.set("cos", rope(false)).set("sin", rope(true));
    root.set("ms", moments(MOMENTUM, weights)).set("vs", moments(VARIANCE, weights));
    forEachLayer((i, prefix) -> {
      ScriptModule block = new ScriptModule("Block").set("training", true);
      for (String name : blockParameters()) {
        block.set(name, new ScriptModule.Parameter(Tensor.require(weights, prefix + name)));
      }
      root.set("l" + i, block);
    });
    return root;
  }

  private List<Tensor> moments(String kind, Map<String, Tensor> state) {
    List<Tensor> moments = new ArrayList<>();
    for (String name : parameterNames()) {
      Tensor saved = state.get(kind + name);
      List<Long> size = Tensor.require(state, name).shape();
      moments.add(
          saved != null
              ? saved
              : Tensor.zeros(DType.F32, size.stream().mapToLong(Long::longValue).toArray()));
    }
    return moments;
  }

  private static List<String> blockParameters() {
    List<String> names = new ArrayList<>(NORMS);
    names.addAll(MATRICES);
    return names;
  }

  /** Rotary tables [context, headSize]; the sine of the first half is negated for roll(). */
  private Tensor rope(boolean sine) {
    int size = shape.headSize();
    int half = size / 2;
    Tensor table = Tensor.zeros(DType.F32, shape.context(), size);
    for (int t = 0; t < shape.context(); t++) {
      for (int i = 0; i < size; i++) {
        double angle = t / Math.pow(DecoderShape.ROPE_THETA, (i % half) * 2.0 / size);
        double value = sine ? Math.sin(angle) * (i < half ? -1 : 1) : Math.cos(angle);
        table.setFloat((long) t * size + i, (float) value);
      }
    }
    return table;
  }

  String source() {
    return blockSource() + trainerSource();
  }

  private String blockSource() {
    return fill(
        """
        class Block(Module):
          __parameters__ = ["n1", "n2", "wqkv", "wo", "w13", "w2", ]
          __buffers__ = []
          training : bool
          n1 : Tensor
          n2 : Tensor
          wqkv : Tensor
          wo : Tensor
          w13 : Tensor
          w2 : Tensor
          def f(self: __torch__.Block,
            x: Tensor,
            cos: Tensor,
            sin: Tensor,
            B: int,
            S: int) -> Tensor:
            h = torch.rms_norm(x, [@D@], self.n1.to(15), @EPS@)
            y = torch.view(torch.linear(h, self.wqkv.to(15)), [B, S, @HALL@, @DH@])
            qk = torch.slice(y, 2, 0, @HQK@)
            r = torch.add(torch.mul(qk, cos), torch.mul(torch.roll(qk, [@HALF@], [-1]), sin))
            q = torch.transpose(torch.slice(r, 2, 0, @HQ@), 1, 2)
            k = torch.repeat_interleave(torch.transpose(torch.slice(r, 2, @HQ@), 1, 2), @G@, 1)
            v = torch.repeat_interleave(torch.transpose(torch.slice(y, 2, @HQK@), 1, 2), @G@, 1)
            o = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
            o2 = torch.reshape(torch.transpose(o, 1, 2), [-1, @NQ@])
            x1 = torch.add(x, torch.linear(o2, self.wo.to(15)))
            h2 = torch.rms_norm(x1, [@D@], self.n2.to(15), @EPS@)
            g = torch.linear(h2, self.w13.to(15))
            a = torch.mul(torch.silu(torch.slice(g, 1, 0, @F@)), torch.slice(g, 1, @F@))
            return torch.add(x1, torch.linear(a, self.w2.to(15)))
        """);
  }

  private String trainerSource() {
    String declarations = layers("  l%1$d : __torch__.Block\n");
    String calls = layers("    x = (self.l%1$d).f(x, c, s, B, S)\n");
    return fill("""
    class Trainer(Module):
      __parameters__ = ["emb", "nf", ]
      __buffers__ = ["cos", "sin", ]
      training : bool
      emb : Tensor
      nf : Tensor
      cos : Tensor
      sin : Tensor
      ms : List[Tensor]
      vs : List[Tensor]
    @DECLARATIONS@\
      def forward(self: __torch__.Trainer,
        tok: Tensor,
        tgt: Tensor) -> Tensor:
        B = torch.size(tok, 0)
        S = torch.size(tok, 1)
        x = torch.view(torch.embedding(self.emb, tok), [-1, @D@]).to(15)
        c = torch.unsqueeze(torch.slice(self.cos, 0, 0, S), 1).to(15)
        s = torch.unsqueeze(torch.slice(self.sin, 0, 0, S), 1).to(15)
    @CALLS@\
        h = torch.rms_norm(x, [@D@], self.nf.to(15), @EPS@)
        lg = torch.linear(h, self.emb.to(15)).to(6)
        return torch.cross_entropy_loss(lg, torch.reshape(tgt, [-1]), None, 1, -100)
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
        tok: Tensor,
        tgt: Tensor,
        rates: Tensor) -> Tensor:
        lr = float(rates[0])
        lrm = float(rates[1])
        t = float(rates[2])
        ad = (self).adam()
        ps = torch.add(ad, (self).muon())
        loss = (self).forward(tok, tgt)
        gs = torch.grad([loss], ps)
        c1 = 1.0 - 0.9 ** t
        c2 = 1.0 - 0.95 ** t
        for i in range(len(ps)):
          g = gs[i]
          if g is not None:
            gg = torch.detach(g)
            p = torch.detach(ps[i])
            m = self.ms[i]
            v = self.vs[i]
            if torch.lt(i, len(ad)):
              _3 = torch.add_(torch.mul_(m, 0.9), gg, alpha=0.1)
              _4 = torch.addcmul_(torch.mul_(v, 0.95), gg, gg, value=0.05)
              _5 = torch.addcdiv_(p, m, torch.add_(torch.sqrt(torch.div(v, c2)), 1.0e-08), value=-lr / c1)
            else:
              _6 = torch.add_(torch.mul_(m, 0.95), gg, alpha=0.05)
              u = (self).orthogonal(torch.add(torch.mul(m, 0.95), gg, alpha=0.05))
              ratio = float(torch.size(p, 0)) / float(torch.size(p, 1))
              scale = ratio ** 0.5
              if torch.lt(ratio, 1.0):
                scale = 1.0
              else:
                pass
              _7 = torch.add_(p, u, alpha=-lrm * scale)
        return torch.detach(loss)
    """)
        .replace("@DECLARATIONS@", declarations)
        .replace("@CALLS@", calls)
        .replace("@ADAM@", attributes(adamNames()))
        .replace("@MUON@", attributes(muonNames()));
  }

  private String layers(String template) {
    return IntStream.range(0, shape.layers())
        .mapToObj(template::formatted)
        .collect(Collectors.joining());
  }

  private static String attributes(List<String> names) {
    return names.stream().map(n -> "self." + n).collect(Collectors.joining(", "));
  }

  private String fill(String template) {
    return template
        .replace("@D@", "" + shape.hidden())
        .replace("@DH@", "" + shape.headSize())
        .replace("@HALF@", "" + shape.headSize() / 2)
        .replace("@HQ@", "" + shape.heads())
        .replace("@HQK@", "" + (shape.heads() + shape.kvHeads()))
        .replace("@HALL@", "" + (shape.heads() + 2 * shape.kvHeads()))
        .replace("@NQ@", "" + shape.heads() * shape.headSize())
        .replace("@G@", "" + shape.heads() / shape.kvHeads())
        .replace("@F@", "" + shape.intermediate())
        .replace("@EPS@", "1.0e-05");
  }
}
