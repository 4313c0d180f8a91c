package org.tributary.models.diffusion;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * A flow-matching diffusion transformer as TorchScript; the same graph serves and is trained.
 *
 * <p>With B images a call, N pixels a side, L ids a caption and D the caption's width, the methods
 * of the class {@code Diffusion} are
 *
 * <ul>
 *   <li>{@code encode(ids [B, L]) → [B, L, D]}: what the painting blocks read of a caption
 *   <li>{@code velocity(x [B, 3, N, N], t [B], text [B, L, D]) → [B, 3, N, N]}: where the noisy
 *       image moves as t goes from 0, noise, to 1, the image
 * </ul>
 *
 * <p>All but the ids, int64, is float32. The network predicts the clean image, which fits its
 * patches better than a velocity does (Li and He, 2025), and the velocity follows from it.
 * Modulation by time and caption is shared by the blocks and shifted by a table in each (Chen et
 * al., 2023).
 */
public final class DiffusionScript {
  static final int FREQUENCIES = 64;

  private final DiffusionConfig config;
  private final DiffusionWeights weights;
  private final DType precision;

  /**
   * @param precision of the products; BF16 or F32
   */
  public DiffusionScript(DiffusionConfig config, DType precision) {
    this.config = config;
    this.weights = new DiffusionWeights(config);
    this.precision = precision;
  }

  /** The module with {@code values} by parameter name; trainable ones have gradients. */
  public ScriptModule module(Map<String, Tensor> values, boolean trainable) {
    weights.check(values);
    ScriptModule root = new ScriptModule("Diffusion").set("training", trainable);
    weights.outer().keySet().forEach(n -> set(root, n, Tensor.require(values, n), trainable));
    for (String block : weights.blocks()) {
      ScriptModule module = new ScriptModule(className(block)).set("training", trainable);
      for (String name : weights.block(block).keySet()) {
        set(module, name, Tensor.require(values, block + "." + name), trainable);
      }
      root.set(block, module);
    }
    return root;
  }

  private static void set(ScriptModule module, String name, Tensor value, boolean trainable) {
    module.set(name, new ScriptModule.Parameter(value, trainable));
  }

  private static String className(String block) {
    return DiffusionWeights.ofCaption(block) ? "CaptionBlock" : "ImageBlock";
  }

  /** The serialized TorchScript of the module's classes. */
  public String source() {
    return template("blocks.py.txt", "diffusion.py.txt")
        .replace("@CAPTION_PARAMETERS@", declared(weights.block("text0").keySet()))
        .replace("@IMAGE_PARAMETERS@", declared(weights.block("mid0").keySet()))
        .replace("@OUTER_PARAMETERS@", declared(weights.outer().keySet()))
        .replace(
            "@BLOCKS@",
            weights.blocks().stream()
                .map(b -> "  %s : __torch__.%s\n".formatted(b, className(b)))
                .collect(joining()))
        .replace("@TEXT_BLOCKS@", calls("text", "(x)"))
        .replace("@MID_BLOCKS@", calls("mid", "(x, text, c)"))
        .replace("@FINE_BLOCKS@", calls("fine", "(f, text, c)").replace("    x = ", "    f = "))
        .replace("@T@", "" + precision.torchCode())
        .replace("@DH@", "" + config.headSize())
        .replace("@G@", "" + config.imageSize() / config.patch())
        .replace("@FG@", "" + 2 * config.imageSize() / config.patch())
        .replace("@N@", "" + config.imageSize())
        .replace("@FREQUENCIES@", "" + FREQUENCIES);
  }

  private String calls(String stage, String arguments) {
    return weights.blocks().stream()
        .filter(b -> b.startsWith(stage))
        .map(b -> "    x = (self.%s).apply%s\n".formatted(b, arguments))
        .collect(joining());
  }

  private static String declared(Collection<String> names) {
    return "  __parameters__ = ["
        + names.stream().map(n -> "\"" + n + "\", ").collect(joining())
        + "]\n  __buffers__ = []\n  training : bool\n"
        + names.stream().map(n -> "  " + n + " : Tensor\n").collect(joining());
  }

  /** A line that ends in a backslash stands for text that brings its own end of line. */
  private static String template(String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      try (InputStream in = DiffusionScript.class.getResourceAsStream(name)) {
        byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
        text.append(new String(bytes, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString().replace("\\\n", "");
  }
}
