package org.tributary.models.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * A Llama decoder with a key-value cache as TorchScript.
 *
 * <p>Methods of the archive: {@code prefill(ids [S], slot, start) → logits [1, vocabulary]} writes
 * the cache of one slot; {@code forward(ids [B], positions [B], slots [B]) → logits [B,
 * vocabulary]} adds one model-token to each of B distinct slots. Ids and positions are int64,
 * logits float32.
 */
public final class LlamaArchive {
  private final LlamaConfig config;
  private final int slots;
  private final int positions;

  /**
   * @param slots sequences that can be held at once
   * @param positions cache length of each, at most the model's context
   */
  public LlamaArchive(LlamaConfig config, int slots, int positions) {
    this.config = config;
    this.slots = slots;
    this.positions = positions;
  }

  /** The module with the weights of a Hugging Face Llama checkpoint, widened to float32. */
  public ScriptModule module(Map<String, Tensor> checkpoint) {
    Map<String, Tensor> f32 = new LinkedHashMap<>();
    checkpoint.forEach((name, tensor) -> f32.put(name, tensor.to(DType.F32)));
    Tensor embedding =
        weight(f32, "model.embed_tokens.weight", config.vocabulary(), config.hidden());
    ScriptModule root = new ScriptModule("Llama");
    root.set("emb", embedding);
    root.set(
        "head",
        config.tiedEmbeddings()
            ? embedding
            : weight(f32, "lm_head.weight", config.vocabulary(), config.hidden()));
    root.set("nf", weight(f32, "model.norm.weight", config.hidden()));
    root.set("cos", rope(false)).set("sin", rope(true));
    for (int i = 0; i < config.layers(); i++) {
      root.set("l" + i, block(f32, "model.layers." + i + "."));
    }
    return root;
  }

  private ScriptModule block(Map<String, Tensor> w, String layer) {
    long d = config.hidden();
    long q = (long) config.heads() * config.headSize();
    long kv = (long) config.kvHeads() * config.headSize();
    long f = config.intermediate();
    return new ScriptModule("Block")
        .set(
            "wqkv",
            Tensor.concatRows(
                List.of(
                    weight(w, layer + "self_attn.q_proj.weight", q, d),
                    weight(w, layer + "self_attn.k_proj.weight", kv, d),
                    weight(w, layer + "self_attn.v_proj.weight", kv, d))))
        .set("wo", weight(w, layer + "self_attn.o_proj.weight", d, q))
        .set(
            "w13",
            Tensor.concatRows(
                List.of(
                    weight(w, layer + "mlp.gate_proj.weight", f, d),
                    weight(w, layer + "mlp.up_proj.weight", f, d))))
        .set("w2", weight(w, layer + "mlp.down_proj.weight", d, f))
        .set("n1", weight(w, layer + "input_layernorm.weight", d))
        .set("n2", weight(w, layer + "post_attention_layernorm.weight", d))
        .set("K", cache())
        .set("V", cache());
  }

  /** Made after the layer's weights have shown that the configuration's sizes are real. */
  private Tensor cache() {
    return Tensor.zeros(DType.F32, slots, positions, config.kvHeads(), config.headSize());
  }

  private static Tensor weight(Map<String, Tensor> weights, String name, Long... shape) {
    Tensor tensor = Tensor.require(weights, name);
    if (!tensor.shape().equals(List.of(shape))) {
      throw new IllegalArgumentException(
          name + " has shape " + tensor.shape() + ", config.json says " + List.of(shape));
    }
    return tensor;
  }

  private static Tensor weight(Map<String, Tensor> weights, String name, int rows, int columns) {
    return weight(weights, name, (long) rows, (long) columns);
  }

  private static Tensor weight(Map<String, Tensor> weights, String name, int rows) {
    return weight(weights, name, (long) rows);
  }

  /** Rotary tables [positions, headSize]; the sine of the first half is negated for roll(). */
  private Tensor rope(boolean sine) {
    int size = config.headSize();
    int half = size / 2;
    Tensor table = Tensor.zeros(DType.F32, positions, size);
    for (int t = 0; t < positions; t++) {
      for (int i = 0; i < size; i++) {
        double angle = t / Math.pow(config.ropeTheta(), (i % half) * 2.0 / size);
        double value = sine ? Math.sin(angle) * (i < half ? -1 : 1) : Math.cos(angle);
        table.setFloat((long) t * size + i, (float) value);
      }
    }
    return table;
  }

  /** The serialized TorchScript source of the module's classes. */
  public String source() {
    return fill(BLOCK + MODEL)
        .replace("@DECLARATIONS@", layers("  l%1$d : __torch__.Block\n"))
        .replace(
            "@STEPS@", layers("    x = (self.l%1$d).step(x, c, s, positions, slots, rows, lens)\n"))
        .replace("@CHUNKS@", layers("    x = (self.l%1$d).chunk(x, c, s, slot, start)\n"));
  }

  private String layers(String line) {
    return IntStream.range(0, config.layers())
        .mapToObj(line::formatted)
        .collect(Collectors.joining());
  }

  private String fill(String template) {
    int hq = config.heads();
    int hk = config.kvHeads();
    return template
        .replace("@D@", "" + config.hidden())
        .replace("@DH@", "" + config.headSize())
        .replace("@HALF@", "" + config.headSize() / 2)
        .replace("@HQ@", "" + hq)
        .replace("@HK@", "" + hk)
        .replace("@HQK@", "" + (hq + hk))
        .replace("@HALL@", "" + (hq + 2 * hk))
        .replace("@NQ@", "" + hq * config.headSize())
        .replace("@G@", "" + hq / hk)
        .replace("@F@", "" + config.intermediate())
        .replace("@EPS@", Double.toString(config.normEpsilon()));
  }

  private static final String BLOCK =
      """
      class Block(Module):
        __parameters__ = []
        __buffers__ = ["wqkv", "wo", "w13", "w2", "n1", "n2", "K", "V", ]
        training : bool
        wqkv : Tensor
        wo : Tensor
        w13 : Tensor
        w2 : Tensor
        n1 : Tensor
        n2 : Tensor
        K : Tensor
        V : Tensor
        def qkv(self: __torch__.Block,
          x: Tensor,
          cos: Tensor,
          sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
          h = torch.rms_norm(x, [@D@], self.n1, @EPS@)
          y = torch.view(torch.linear(h, self.wqkv), [-1, @HALL@, @DH@])
          qk = torch.slice(y, 1, 0, @HQK@)
          v = torch.slice(y, 1, @HQK@)
          r = torch.add(torch.mul(qk, cos), torch.mul(torch.roll(qk, [@HALF@], [-1]), sin))
          return (torch.slice(r, 1, 0, @HQ@), torch.slice(r, 1, @HQ@), v)
        def mlp(self: __torch__.Block,
          x: Tensor,
          attended: Tensor) -> Tensor:
          x1 = torch.add(x, torch.linear(attended, self.wo))
          h = torch.rms_norm(x1, [@D@], self.n2, @EPS@)
          g = torch.linear(h, self.w13)
          a = torch.mul(torch.silu(torch.slice(g, 1, 0, @F@)), torch.slice(g, 1, @F@))
          return torch.add(x1, torch.linear(a, self.w2))
        def step(self: __torch__.Block,
          x: Tensor,
          cos: Tensor,
          sin: Tensor,
          positions: Tensor,
          slots: Tensor,
          rows: List[int],
          lens: List[int]) -> Tensor:
          q, k, v, = (self).qkv(x, cos, sin)
          _0 = torch.index_put_(self.K, [slots, positions], k)
          _1 = torch.index_put_(self.V, [slots, positions], v)
          outs = annotate(List[Tensor], [])
          for b in range(len(rows)):
            kk = torch.transpose(torch.slice(torch.select(self.K, 0, rows[b]), 0, 0, lens[b]), 0, 1)
            vv = torch.transpose(torch.slice(torch.select(self.V, 0, rows[b]), 0, 0, lens[b]), 0, 1)
            qq = torch.view(torch.contiguous(torch.select(q, 0, b)), [1, @HK@, @G@, @DH@])
            o = torch.scaled_dot_product_attention(qq, torch.unsqueeze(kk, 0), torch.unsqueeze(vv, 0))
            _2 = torch.append(outs, torch.reshape(o, [1, @NQ@]))
          return (self).mlp(x, torch.cat(outs, 0))
        def chunk(self: __torch__.Block,
          x: Tensor,
          cos: Tensor,
          sin: Tensor,
          slot: int,
          start: int) -> Tensor:
          S = torch.size(x, 0)
          q, k, v, = (self).qkv(x, cos, sin)
          end = start + S
          K = torch.slice(torch.select(self.K, 0, slot), 0, 0, end)
          V = torch.slice(torch.select(self.V, 0, slot), 0, 0, end)
          _0 = torch.copy_(torch.slice(K, 0, start, end), k)
          _1 = torch.copy_(torch.slice(V, 0, start, end), v)
          qq = torch.unsqueeze(torch.transpose(q, 0, 1), 0)
          kk = torch.repeat_interleave(torch.unsqueeze(torch.transpose(K, 0, 1), 0), @G@, 1)
          vv = torch.repeat_interleave(torch.unsqueeze(torch.transpose(V, 0, 1), 0), @G@, 1)
          m = torch.tril(torch.ones([S, end], dtype=11, device=x.device), start)
          o = torch.scaled_dot_product_attention(qq, kk, vv, m)
          return (self).mlp(x, torch.reshape(torch.transpose(torch.squeeze(o, 0), 0, 1), [S, @NQ@]))
      """;

  private static final String MODEL =
      """
      class Llama(Module):
        __parameters__ = []
        __buffers__ = ["emb", "head", "nf", "cos", "sin", ]
        training : bool
        emb : Tensor
        head : Tensor
        nf : Tensor
        cos : Tensor
        sin : Tensor
      @DECLARATIONS@\
        def logits(self: __torch__.Llama,
          x: Tensor) -> Tensor:
          return torch.linear(torch.rms_norm(x, [@D@], self.nf, @EPS@), self.head)
        def forward(self: __torch__.Llama,
          ids: Tensor,
          positions: Tensor,
          slots: Tensor) -> Tensor:
          rows = annotate(List[int], slots.tolist())
          ps = annotate(List[int], positions.tolist())
          lens = annotate(List[int], [])
          for i in range(len(ps)):
            _0 = torch.append(lens, ps[i] + 1)
          x = torch.embedding(self.emb, ids)
          c = torch.unsqueeze(torch.embedding(self.cos, positions), 1)
          s = torch.unsqueeze(torch.embedding(self.sin, positions), 1)
      @STEPS@\
          return (self).logits(x)
        def prefill(self: __torch__.Llama,
          ids: Tensor,
          slot: int,
          start: int) -> Tensor:
          end = start + torch.size(ids, 0)
          x = torch.embedding(self.emb, ids)
          c = torch.unsqueeze(torch.slice(self.cos, 0, start, end), 1)
          s = torch.unsqueeze(torch.slice(self.sin, 0, start, end), 1)
      @CHUNKS@\
          return (self).logits(torch.slice(x, 0, -1))
      """;
}
