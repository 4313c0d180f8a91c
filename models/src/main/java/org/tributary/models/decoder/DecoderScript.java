package org.tributary.models.decoder;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
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

  private static final String BLOCK = template("block.py.txt");

  private static final String ROOT = template("decoder.py.txt");

  /** A line that ends in a backslash stands for text that brings its own end of line. */
  private static String template(String name) {
    try (InputStream in = DecoderScript.class.getResourceAsStream(name)) {
      byte[] text = Objects.requireNonNull(in, name).readAllBytes();
      return new String(text, StandardCharsets.UTF_8).replace("\\\n", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
