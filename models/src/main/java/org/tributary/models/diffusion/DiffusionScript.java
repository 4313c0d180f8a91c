package org.tributary.models.diffusion;

import java.util.Map;
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
 * <p>All but the ids, int64, is float32. A flow's network predicts the clean image, which fits its
 * patches better than a velocity does (Li and He, 2025), and the velocity follows from it;
 * another's output is what its network says. Modulation by time and caption is shared by the blocks
 * and shifted by a table in each (Chen et al., 2023).
 */
public final class DiffusionScript {
  static final int FREQUENCIES = 64;

  private final DiffusionConfig config;
  private final DiffusionWeights weights;
  private final BlockScript blocks;
  private final DType precision;

  /**
   * @param precision of the products; BF16 or F32
   */
  public DiffusionScript(DiffusionConfig config, DType precision) {
    this.config = config;
    this.weights = new DiffusionWeights(config);
    this.blocks = new BlockScript("Diffusion", weights, DiffusionScript::className);
    this.precision = precision;
  }

  /** The module with {@code values} by parameter name; trainable ones have gradients. */
  public ScriptModule module(Map<String, Tensor> values, boolean trainable) {
    return blocks.module(values, trainable);
  }

  private static String className(String block) {
    return DiffusionWeights.ofCaption(block) ? "SelfBlock" : "ImageBlock";
  }

  /** The serialized TorchScript of the module's classes. */
  public String source() {
    return BlockScript.template("self_block.py.txt", "image_block.py.txt", "diffusion.py.txt")
        .replace("@SELF_PARAMETERS@", BlockScript.declared(weights.block("text0").keySet()))
        .replace("@IMAGE_PARAMETERS@", BlockScript.declared(weights.block("mid0").keySet()))
        .replace("@OUTER_PARAMETERS@", BlockScript.declared(weights.outer().keySet()))
        .replace("@BLOCKS@", blocks.blocks())
        .replace("@TEXT_BLOCKS@", blocks.calls("text", "(x)"))
        .replace("@MID_BLOCKS@", blocks.calls("mid", "(x, text, c)"))
        .replace(
            "@FINE_BLOCKS@", blocks.calls("fine", "(f, text, c)").replace("    x = ", "    f = "))
        .replace("@T@", "" + precision.torchCode())
        .replace("@DH@", "" + config.headSize())
        .replace("@G@", "" + config.imageSize() / config.patch())
        .replace("@FG@", "" + 2 * config.imageSize() / config.patch())
        .replace("@OUTPUT@", config.prediction() == Prediction.FLOW ? "velocity" : "network")
        .replace("@N@", "" + config.imageSize())
        .replace("@FREQUENCIES@", "" + FREQUENCIES);
  }
}
