package org.tributary.models.architecture;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * A Llama decoder with a key-value cache as TorchScript.
 *
 * <p>Methods of the archive: {@code prepare()} is called once after loading; {@code prefill(ids
 * [S], slot, start) → logits [1, vocabulary]} writes the cache of one slot; {@code forward(ids [B],
 * positions [B], slots [B]) → logits [B, vocabulary]} adds one model-token to each of B distinct
 * slots. Ids and positions are int64, logits float32.
 */
public final class LlamaArchive {
  private static final List<String> MATRICES = List.of("wqkv", "wo", "w13", "w2");
  private final LlamaConfig config;
  private final Precision precision;
  private final int slots;
  private final int positions;

  /**
   * @param slots sequences that can be held at once
   * @param positions cache length of each, at most the model's context
   */
  public LlamaArchive(LlamaConfig config, Precision precision, int slots, int positions) {
    this.config = config;
    this.precision = precision;
    this.slots = slots;
    this.positions = positions;
  }

  /** The module with the weights of a Hugging Face Llama checkpoint, in the archive's precision. */
  public ScriptModule module(Map<String, Tensor> checkpoint) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    checkpoint.forEach((name, tensor) -> weights.put(name, tensor.to(precision.dtype())));
    Tensor embedding =
        weight(weights, "model.embed_tokens.weight", config.vocabulary(), config.hidden());
    ScriptModule root = new ScriptModule("Llama");
    root.set("emb", embedding);
    root.set(
        "head",
        config.tiedEmbeddings()
            ? embedding
            : weight(weights, "lm_head.weight", config.vocabulary(), config.hidden()));
    packed(root, "head");
    root.set("nf", weight(weights, "model.norm.weight", config.hidden()));
    root.set("cos", rope(false)).set("sin", rope(true));
    for (int i = 0; i < config.layers(); i++) {
      root.set("l" + i, block(weights, "model.layers." + i + "."));
    }
    return root;
  }

  private ScriptModule block(Map<String, Tensor> w, String layer) {
    long d = config.hidden();
    long q = (long) config.heads() * config.headSize();
    long kv = (long) config.kvHeads() * config.headSize();
    long f = config.intermediate();
    ScriptModule block = new ScriptModule("Block");
    block
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
    MATRICES.forEach(name -> packed(block, name));
    return block;
  }

  /** Room for a packed copy of a matrix, which the archive's prepare() fills. */
  private void packed(ScriptModule module, String matrix) {
    if (precision == Precision.BF16) {
      module.set(matrix + "_p", Tensor.zeros(DType.F32, 0));
    }
  }

  /** Made after the layer's weights have shown that the configuration's sizes are real. */
  private Tensor cache() {
    return Tensor.zeros(precision.dtype(), slots, positions, config.kvHeads(), config.headSize());
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
    Tensor table = Tensor.zeros(precision.dtype(), positions, size);
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
    return linears(fill(BLOCK + MODEL))
        .replace("@BLOCKS@", layers("    _p%1$d = (self.l%1$d).prepare()\n"))
        .replace("@DECLARATIONS@", layers("  l%1$d : __torch__.Block\n"))
        .replace(
            "@STEPS@", layers("    x = (self.l%1$d).step(x, c, s, positions, slots, rows, lens)\n"))
        .replace("@CHUNKS@", layers("    x = (self.l%1$d).chunk(x, c, s, slot, start)\n"));
  }

  /** Products with a matrix, plain or with its packed copy. */
  private String linears(String source) {
    boolean pack = precision == Precision.BF16;
    String product =
        pack
            ? "ops.mkldnn._linear_pointwise($1, self.$2_p, None, \"none\","
                + " annotate(List[Optional[number]], []), \"\")"
            : "torch.linear($1, self.$2)";
    return source
        .replaceAll("@LIN\\((\\w+),(\\w+)\\)@", product)
        .replace("@PACKED_HEAD@", pack ? "  head_p : Tensor\n" : "")
        .replace("@PACK_HEAD@", pack ? pack("head") : "")
        .replace("@PACKED@", pack ? each("  %1$s_p : Tensor\n") : "")
        .replace(
            "@PACK@", pack ? MATRICES.stream().map(LlamaArchive::pack).collect(joining()) : "");
  }

  private static String pack(String matrix) {
    return "    self.%1$s_p = ops.mkldnn._reorder_linear_weight(self.%1$s, 1)\n".formatted(matrix);
  }

  private static String each(String line) {
    return MATRICES.stream().map(line::formatted).collect(joining());
  }

  private String layers(String line) {
    return IntStream.range(0, config.layers()).mapToObj(line::formatted).collect(joining());
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
      @PACKED@\
        def prepare(self: __torch__.Block) -> int:
      @PACK@\
          return 0
        def qkv(self: __torch__.Block,
          x: Tensor,
          cos: Tensor,
          sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
          h = torch.rms_norm(x, [@D@], self.n1, @EPS@)
          y = torch.view(@LIN(h,wqkv)@, [-1, @HALL@, @DH@])
          qk = torch.slice(y, 1, 0, @HQK@)
          v = torch.slice(y, 1, @HQK@)
          r = torch.add(torch.mul(qk, cos), torch.mul(torch.roll(qk, [@HALF@], [-1]), sin))
          return (torch.slice(r, 1, 0, @HQ@), torch.slice(r, 1, @HQ@), v)
        def mlp(self: __torch__.Block,
          x: Tensor,
          attended: Tensor) -> Tensor:
          x1 = torch.add(x, @LIN(attended,wo)@)
          h = torch.rms_norm(x1, [@D@], self.n2, @EPS@)
          g = @LIN(h,w13)@
          a = torch.mul(torch.silu(torch.slice(g, 1, 0, @F@)), torch.slice(g, 1, @F@))
          return torch.add(x1, @LIN(a,w2)@)
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
      @PACKED_HEAD@\
      @DECLARATIONS@\
        def prepare(self: __torch__.Llama) -> int:
      @PACK_HEAD@\
      @BLOCKS@\
          return 0
        def logits(self: __torch__.Llama,
          x: Tensor) -> Tensor:
          h = torch.rms_norm(x, [@D@], self.nf, @EPS@)
          return (@LIN(h,head)@).to(6)
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
