package org.tributary.models.decoder;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * A decoder with a key-value cache as TorchScript without weights; they are put in once it runs.
 *
 * <p>With D hidden, S positions of a chunk, R rows of a step, n ≤ R of them in use, H half of a
 * head: the archive's methods are
 *
 * <ul>
 *   <li>{@code put(layer, name, pieces, codes, columns)}: one matrix or vector, as raw bytes in
 *       pieces of whole rows; layer −1 holds {@code embedding}, {@code head} and {@code norm}
 *   <li>{@code allocate()}: the caches, once the weights are in
 *   <li>{@code prefill(ids [S], cos [S, 2H], sin [S, 2H], index [S × rows of a position], slot,
 *       start, first, last, ends) → [vocabulary] or [0]}: computes the layers from first to before
 *       last of a chunk of a prompt, which goes on where the call before it left off; logits only
 *       if the prompt ends here
 *   <li>{@code step(ids [R], cos [R, 2H], sin [R, 2H], index [n × rows of a position], slots, ends)
 *       → [n, vocabulary]}: one model-token for each of n rows. Two rows may share a slot at
 *       different positions, the later one then sees the earlier.
 *   <li>{@code keep(slot, start, block)} and {@code restore(slot, start, block)}: copies one chunk
 *       of the cache to a prefix block and back
 * </ul>
 *
 * <p>Ids, index, slots and ends are int64, all else float32. A row of a step depends on nothing but
 * its own id, position and cache, and a chunk on nothing but its own ids and what the slot holds
 * before it: with chunks cut at the same places and steps of the same R, results are the same bits.
 */
public final class DecoderScript {
  private final DecoderConfig config;
  private final Precision precision;
  private final Capacity capacity;
  private final boolean cpu;
  private final Products products;

  /**
   * @param cpu whether it runs on a CPU, where matrices can be packed
   */
  public DecoderScript(DecoderConfig config, Precision precision, Capacity capacity, boolean cpu) {
    this.config = config;
    this.precision = precision;
    this.capacity = capacity;
    this.cpu = cpu;
    this.products =
        switch (precision) {
          case F32, BF16 -> cpu ? new Products.Packed() : new Products.Plain();
          case INT8 -> new Products.Int8(false);
        };
  }

  /** The module to write with {@link #source}. */
  public ScriptModule module() {
    ScriptModule root = new ScriptModule("Decoder");
    set(root, List.of("embedding", "norm", "x", "one", "eps"));
    matrices(root, List.of("head"));
    for (int i = 0; i < config.layers().size(); i++) {
      ScriptModule block = new ScriptModule(blockClass(i));
      matrices(block, blockMatrices());
      set(block, blockVectors());
      set(block, List.of("eps", "epsh", "kv", "pool"));
      block.set("slots", List.of());
      root.set("l" + i, block);
    }
    return root;
  }

  private static void set(ScriptModule module, List<String> names) {
    names.forEach(name -> module.set(name, Tensor.zeros(DType.F32, 1)));
  }

  private void matrices(ScriptModule module, List<String> names) {
    for (String name : names) {
      set(module, List.of(name));
      if (products.scale(name) != null) {
        set(module, List.of(name + "_s"));
      }
    }
  }

  private static List<String> blockMatrices() {
    return List.of("wqkv", "wo", "gate", "up", "down");
  }

  private List<String> blockVectors() {
    List<String> names = new ArrayList<>(List.of("n1", "n2"));
    DecoderConfig.Parts parts = config.parts();
    if (parts.queryKeyValueBias()) {
      names.add("wqkv_b");
    }
    if (parts.outputBias()) {
      names.add("wo_b");
    }
    if (parts.mlpBias()) {
      names.addAll(List.of("gate_b", "up_b", "down_b"));
    }
    if (parts.headNorms()) {
      names.add("qkn");
    }
    return names;
  }

  /** Layers that compute alike share a class. */
  private String blockClass(int layer) {
    DecoderConfig.Layer l = config.layers().get(layer);
    return "Block" + (l.rotary() ? "R" : "N") + l.window();
  }

  /** The serialized TorchScript of the module's classes. */
  public String source() {
    StringBuilder source = new StringBuilder();
    Set<String> done = new LinkedHashSet<>();
    for (int i = 0; i < config.layers().size(); i++) {
      if (done.add(blockClass(i))) {
        source.append(block(i));
      }
    }
    return source.append(root()).toString();
  }

  private String block(int layer) {
    String name = blockClass(layer);
    return fill(BLOCK)
        .replace("@DECLARATIONS@", blockDeclarations())
        .replace("@PUTS@", blockPuts())
        .replace("@ROTATE@", rotation(config.layers().get(layer).rotary()))
        .replace("@STEP_ATTENTION@", cpu ? FLASH_STEP : GENERAL_STEP)
        .replace("@CHUNK_ATTENTION@", cpu ? FLASH_CHUNK : GENERAL_CHUNK)
        .replace("@BLOCK@", name);
  }

  private String blockDeclarations() {
    StringBuilder lines = new StringBuilder();
    for (String matrix : blockMatrices()) {
      lines.append(declared(matrix));
    }
    blockVectors().forEach(v -> lines.append("  ").append(v).append(" : Tensor\n"));
    return lines.toString();
  }

  private String declared(String matrix) {
    String line = "  " + matrix + " : Tensor\n";
    return products.scale(matrix) == null ? line : line + "  " + matrix + "_s : Tensor\n";
  }

  private String blockPuts() {
    StringBuilder lines = new StringBuilder();
    blockMatrices().forEach(m -> lines.append(putIf(m, putMatrix(m))));
    for (String v : blockVectors()) {
      lines.append(putIf(v, putVector(v)));
    }
    return lines.toString();
  }

  private static String putIf(String name, String body) {
    return "    if torch.eq(name, \"%s\"):\n%s".formatted(name, body.indent(6));
  }

  private String putMatrix(String name) {
    String scale = products.scale("w");
    return "self.%s = %s\n".formatted(name, products.stored("w"))
        + (scale == null ? "" : "self.%s_s = %s\n".formatted(name, scale));
  }

  /** Norm weights carry √size, so that dividing by the length of the vector is all that is left. */
  private String putVector(String name) {
    return switch (name) {
      case "n1", "n2" ->
          "self.%s = torch.mul(torch.view(w, [-1]).to(6), %s)\n"
              .formatted(name, root(config.hidden()));
      case "qkn" ->
          "self.qkn = torch.mul(torch.view(w, [-1, @DH@]).to(6), %s)\n"
              .formatted(root(config.headSize()))
              .replace("@DH@", "" + config.headSize());
      default -> "self.%s = torch.view(w, [-1]).to(%d)\n".formatted(name, dtype());
    };
  }

  private static String root(int size) {
    return root(size, 1);
  }

  private static String root(int size, double epsilon) {
    return Double.toString(Math.sqrt(size * epsilon));
  }

  private int dtype() {
    return precision.dtype().torchCode();
  }

  private String rotation(boolean rotary) {
    String qk = "torch.slice(y, 1, 0, @HQK@)";
    String normed =
        "    qk = %s\n".formatted(normed(qk, "self.qkn")).replace("@EPS@", "self.epsh")
            + "    y = torch.cat([qk, torch.slice(y, 1, @HQK@)], 1)\n";
    return fill(
        (!config.parts().headNorms() ? "" : normed)
            + (rotary
                ? "    r = torch.addcmul(torch.mul(y, cos), torch.roll(y, [@HALF@], [-1]), sin)\n"
                : "    r = y\n"));
  }

  /** {@code x} over its length, times a weight that carries √size. */
  private String normed(String x, String weight) {
    String length =
        "torch.hypot(torch.linalg_vector_norm(%s, 2, [-1], True, dtype=6), @EPS@)".formatted(x);
    String value = "torch.mul(torch.div(%s, %s), %s)".formatted(x, length, weight);
    return dtype() == DType.F32.torchCode() ? value : value + ".to(" + dtype() + ")";
  }

  private String layers(IntFunction<String> line) {
    return IntStream.range(0, config.layers().size()).mapToObj(line).collect(joining());
  }

  private String bias(String matrix) {
    return blockVectors().contains(matrix + "_b") ? "self." + matrix + "_b" : "None";
  }

  private String rest(Products p) {
    return "    x1 = %s\n".formatted(p.added("x", "attended", "wo", bias("wo")))
        + "    h = %s\n".formatted(normed("x1", "self.n2")).replace("@EPS@", "self.eps")
        + "    a = %s\n".formatted(p.gated("h", "gate", bias("gate"), "up", bias("up")))
        + "    return %s\n".formatted(p.added("x1", "a", "down", bias("down")));
  }

  private String heads(Products p) {
    return "    h = %s\n".formatted(normed("x", "self.n1")).replace("@EPS@", "self.eps")
        + "    y = torch.view(%s, [-1, @HALL@, @DH@])\n"
            .formatted(p.product("h", "wqkv", bias("wqkv")));
  }

  private String root() {
    Set<Integer> windows = new LinkedHashSet<>();
    config.layers().forEach(l -> windows.add(l.window()));
    Products p = products;
    String filled =
        ROOT.replace("@HEAD_DECLARATION@", declared("head"))
            .replace("@PUT_HEAD@", putMatrix("head").indent(8).stripTrailing() + "\n")
            .replace("@NORM_ROOT@", root(config.hidden()))
            .replace(
                "@BLOCK_TYPES@", layers(i -> "  l%d : __torch__.%s\n".formatted(i, blockClass(i))))
            .replace(
                "@PUT_LAYERS@",
                layers(i ->
                    "    if layer == %d:\n      _p%d = (self.l%d).put(name, w)\n"
                        .formatted(i, i, i)))
            .replace(
                "@ALLOCATE_LAYERS@",
                layers(i -> "    _a%d = (self.l%d).allocate(self.one)\n".formatted(i, i)))
            .replace(
                "@KEEP_LAYERS@",
                layers(i -> "    _k%d = (self.l%d).keep(slot, start, block)\n".formatted(i, i)))
            .replace(
                "@RESTORE_LAYERS@",
                layers(i -> "    _r%d = (self.l%d).restore(slot, start, block)\n".formatted(i, i)))
            .replace("@STARTS@", windows.stream().map(DecoderScript::starts).collect(joining()))
            .replace("@MASKS@", windows.stream().map(DecoderScript::mask).collect(joining()))
            .replace(
                "@STEP_LAYERS@",
                layers(i ->
                    "    x = (self.l%d).step(x, c, s, index, slots, s%d, ends, idle)\n"
                        .formatted(i, config.layers().get(i).window())))
            .replace(
                "@CHUNK_LAYERS@",
                layers(i -> {
                  int w = config.layers().get(i).window();
                  return ("    if torch.__and__(torch.le(first, %1$d), torch.gt(last, %1$d)):\n"
                          + "      x = (self.l%1$d).chunk(x, c, s, index, slot, f%2$d, end, m%2$d)\n")
                      .formatted(i, w);
                }))
            .replace("@FINAL_NORM@", normed("x", "self.norm").replace("@EPS@", "self.eps"))
            .replace("@LOGITS@", p.product("h", "head", "None"));
    return fill(filled);
  }

  /** The first position that each row of a step sees, for layers of one window. */
  private static String starts(int window) {
    return """
        s%1$d = annotate(List[int], [])
        for i%1$d in range(len(ends)):
          _s%1$d = torch.append(s%1$d, %2$s)
    """
        .formatted(
            window, window == 0 ? "0" : "ops.prim.max(ends[i%1$d] - %1$d, 0)".formatted(window))
        .indent(0);
  }

  /** What each position of a chunk sees, as a term of its scores, for layers of one window. */
  private static String mask(int window) {
    String hidden = "torch.lt(d%1$d, 0)".formatted(window);
    if (window > 0) {
      hidden = "torch.__or__(%s, torch.ge(d%d, %d))".formatted(hidden, window, window);
    }
    return """
        f%1$d = %2$s
        d%1$d = torch.sub(torch.unsqueeze(torch.arange(start, end, dtype=4, device=x.device), 1), torch.unsqueeze(torch.arange(f%1$d, end, dtype=4, device=x.device), 0))
        m%1$d = torch.masked_fill(torch.zeros([S, end - f%1$d], dtype=@T@, device=x.device), %3$s, -inf)
        m%1$d = torch.repeat(m%1$d, [@G@, 1])
    """
        .formatted(
            window, window == 0 ? "0" : "ops.prim.max(start - " + (window - 1) + ", 0)", hidden)
        .indent(0);
  }

  private String fill(String template) {
    int hq = config.heads();
    int hk = config.kvHeads();
    return template
        .replace("@HEADS@", heads(products))
        .replace("@CHUNK_HEADS@", heads(products.ofChunks()))
        .replace("@REST@", rest(products))
        .replace("@CHUNK_REST@", rest(products.ofChunks()))
        .replace("@T@", "" + dtype())
        .replace("@PUT_TYPE@", "" + (precision == Precision.BF16 ? 15 : 6))
        .replace("@EPS_HIDDEN@", root(config.hidden(), config.normEpsilon()))
        .replace("@EPS_HEAD@", root(config.headSize(), config.normEpsilon()))
        .replace("@D@", "" + config.hidden())
        .replace("@DH@", "" + config.headSize())
        .replace("@HALF@", "" + config.headSize() / 2)
        .replace("@HQ@", "" + hq)
        .replace("@HK@", "" + hk)
        .replace("@HK2@", "" + 2 * hk)
        .replace("@HQK@", "" + (hq + hk))
        .replace("@HALL@", "" + (hq + 2 * hk))
        .replace("@NQ@", "" + hq * config.headSize())
        .replace("@G@", "" + hq / hk)
        .replace("@SLOTS@", "" + capacity.slots())
        .replace("@POSITIONS@", "" + capacity.positions())
        .replace("@CHUNK@", "" + capacity.chunk())
        .replace("@BLOCKS@", "" + capacity.blocks());
  }

  private static final String FLASH_STEP =
      "o, _l, = torch._scaled_dot_product_flash_attention_for_cpu(qs[i], k, v)";

  private static final String GENERAL_STEP = "o = torch.scaled_dot_product_attention(qs[i], k, v)";

  private static final String FLASH_CHUNK =
      "o, _l, = torch._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0., False, attn_mask=mask)";

  private static final String GENERAL_CHUNK =
      "o = torch.scaled_dot_product_attention(q, k, v, mask)";

  private static final String BLOCK =
      """
      class @BLOCK@(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      @DECLARATIONS@\
        eps : Tensor
        epsh : Tensor
        kv : Tensor
        pool : Tensor
        slots : List[Tensor]
        def put(self: __torch__.@BLOCK@,
          name: str,
          w: Tensor) -> int:
      @PUTS@\
          return 0
        def allocate(self: __torch__.@BLOCK@,
          one: Tensor) -> int:
          self.eps = torch.mul(one, @EPS_HIDDEN@)
          self.epsh = torch.mul(one, @EPS_HEAD@)
          self.kv = torch.empty([@SLOTS@, 2, 1, @HK@, @POSITIONS@, @DH@], dtype=@T@, device=one.device)
          self.slots = torch.unbind(self.kv, 0)
          self.pool = torch.empty([@BLOCKS@, 2, 1, @HK@, @CHUNK@, @DH@], dtype=@T@, device=one.device)
          return 0
        def keep(self: __torch__.@BLOCK@,
          slot: int,
          start: int,
          block: int) -> int:
          _0 = torch.copy_(torch.select(self.pool, 0, block), torch.slice(self.slots[slot], 3, start, start + @CHUNK@))
          return 0
        def restore(self: __torch__.@BLOCK@,
          slot: int,
          start: int,
          block: int) -> int:
          _0 = torch.copy_(torch.slice(self.slots[slot], 3, start, start + @CHUNK@), torch.select(self.pool, 0, block))
          return 0
        def written(self: __torch__.@BLOCK@,
          y: Tensor,
          cos: Tensor,
          sin: Tensor,
          index: Tensor,
          n: int) -> Tensor:
      @ROTATE@\
          used = torch.slice(r, 0, 0, n)
          rows = torch.reshape(torch.slice(used, 1, @HQ@), [-1, @DH@])
          _0 = torch.index_copy_(torch.view(self.kv, [-1, @DH@]), 0, index, rows)
          return torch.view(torch.slice(used, 1, 0, @HQ@), [-1, 1, @HK@, @G@, @DH@])
        def step(self: __torch__.@BLOCK@,
          x: Tensor,
          cos: Tensor,
          sin: Tensor,
          index: Tensor,
          slots: List[int],
          starts: List[int],
          ends: List[int],
          idle: List[Tensor]) -> Tensor:
      @HEADS@\
          qs = torch.unbind((self).written(y, cos, sin, index, len(ends)), 0)
          outs = annotate(List[Tensor], [])
          for i in range(len(ends)):
            k, v, = torch.unbind(torch.slice(self.slots[slots[i]], 3, starts[i], ends[i]), 0)
            @STEP_ATTENTION@
            _0 = torch.append(outs, o)
          attended = torch.reshape(torch.cat(torch.add(outs, idle), 0), [-1, @NQ@])
      @REST@\
        def chunk(self: __torch__.@BLOCK@,
          x: Tensor,
          cos: Tensor,
          sin: Tensor,
          index: Tensor,
          slot: int,
          first: int,
          end: int,
          mask: Tensor) -> Tensor:
      @CHUNK_HEADS@\
          S = torch.size(x, 0)
          qs = (self).written(y, cos, sin, index, S)
          q = torch.reshape(torch.permute(torch.squeeze(qs, 1), [1, 2, 0, 3]), [1, @HK@, -1, @DH@])
          k, v, = torch.unbind(torch.slice(self.slots[slot], 3, first, end), 0)
          @CHUNK_ATTENTION@
          attended = torch.reshape(torch.permute(torch.view(o, [@HQ@, S, @DH@]), [1, 0, 2]), [S, @NQ@])
      @CHUNK_REST@\
      """;

  private static final String ROOT =
      """
      class Decoder(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        embedding : Tensor
        norm : Tensor
        x : Tensor
        one : Tensor
        eps : Tensor
      @HEAD_DECLARATION@\
      @BLOCK_TYPES@\
        def put(self: __torch__.Decoder,
          layer: int,
          name: str,
          pieces: List[Tensor],
          codes: List[int],
          columns: int) -> int:
          parts = annotate(List[Tensor], [])
          for i in range(len(pieces)):
            _0 = torch.append(parts, torch.view(torch.view_copy(pieces[i], dtype=codes[i]), [-1, columns]).to(@PUT_TYPE@))
          w = torch.cat(parts, 0)
          if torch.eq(layer, -1):
            if torch.eq(name, "embedding"):
              self.embedding = w.to(@T@)
            if torch.eq(name, "norm"):
              self.norm = torch.mul(torch.view(w, [-1]).to(6), @NORM_ROOT@)
            if torch.eq(name, "head"):
      @PUT_HEAD@\
      @PUT_LAYERS@\
          return 0
        def allocate(self: __torch__.Decoder) -> int:
          self.one = torch.ones([1], dtype=6, device=self.embedding.device)
          self.eps = torch.mul(self.one, @EPS_HIDDEN@)
      @ALLOCATE_LAYERS@\
          return 0
        def keep(self: __torch__.Decoder,
          slot: int,
          start: int,
          block: int) -> int:
      @KEEP_LAYERS@\
          return 0
        def restore(self: __torch__.Decoder,
          slot: int,
          start: int,
          block: int) -> int:
      @RESTORE_LAYERS@\
          return 0
        def angles(self: __torch__.Decoder,
          angle: Tensor,
          others: float) -> Tensor:
          a = angle.to(@T@)
          same = torch.expand(torch.unsqueeze(a, 1), [-1, @HQK@, -1])
          return torch.cat([same, torch.full([torch.size(a, 0), @HK@, @DH@], others, dtype=@T@, device=a.device)], 1)
        def logits(self: __torch__.Decoder,
          x: Tensor,
          n: int) -> Tensor:
          h = @FINAL_NORM@
          return torch.slice(@LOGITS@, 0, 0, n).to(6)
        def step(self: __torch__.Decoder,
          ids: Tensor,
          cos: Tensor,
          sin: Tensor,
          index: Tensor,
          slots: List[int],
          ends: List[int]) -> Tensor:
          x = torch.embedding(self.embedding, ids)
          c = (self).angles(cos, 1.)
          s = (self).angles(sin, 0.)
          idle = annotate(List[Tensor], [])
          n = len(ends)
          if n < torch.size(ids, 0):
            _0 = torch.append(idle, torch.zeros([torch.size(ids, 0) - n, @HK@, @G@, @DH@], dtype=@T@, device=x.device))
      @STARTS@\
      @STEP_LAYERS@\
          return (self).logits(x, n)
        def prefill(self: __torch__.Decoder,
          ids: Tensor,
          cos: Tensor,
          sin: Tensor,
          index: Tensor,
          slot: int,
          start: int,
          first: int,
          last: int,
          ends: bool) -> Tensor:
          S = torch.size(ids, 0)
          end = start + S
          c = (self).angles(cos, 1.)
          s = (self).angles(sin, 0.)
          if torch.eq(first, 0):
            self.x = torch.embedding(self.embedding, ids)
          x = self.x
      @MASKS@\
      @CHUNK_LAYERS@\
          self.x = x
          if ends:
            out = (self).logits(torch.slice(x, 0, -1), 1)
          else:
            out = torch.zeros([0], dtype=6, device=x.device)
          return out
      """;
}
