package org.tributary.models.diffusion;

import java.util.Map;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptModule;

/**
 * A scorer of images against captions (Radford et al., 2021) as TorchScript; the same graph serves
 * and is trained.
 *
 * <p>With B rows a call, N pixels a side, L ids a caption and E values a result, the methods of the
 * class {@code Scorer} are {@code images(x [B, 3, N, N]) → [B, E]} and {@code captions(ids [B, L])
 * → [B, E]}: vectors of length 1, whose products say how well image and caption go together.
 */
public final class ScorerScript {
  private final ScorerConfig config;
  private final ScorerWeights weights;
  private final BlockScript blocks;
  private final DType precision;

  /**
   * @param precision of the products; BF16 or F32
   */
  public ScorerScript(ScorerConfig config, DType precision) {
    this.config = config;
    this.weights = new ScorerWeights(config);
    this.blocks = new BlockScript("Scorer", weights, block -> "SelfBlock");
    this.precision = precision;
  }

  /** The module with {@code values} by parameter name; trainable ones have gradients. */
  public ScriptModule module(Map<String, Tensor> values, boolean trainable) {
    return blocks.module(values, trainable);
  }

  /** The serialized TorchScript of the module's classes. */
  public String source() {
    return BlockScript.template("self_block.py.txt", "scorer.py.txt")
        .replace("@SELF_PARAMETERS@", BlockScript.declared(weights.block("text0").keySet()))
        .replace("@OUTER_PARAMETERS@", BlockScript.declared(weights.outer().keySet()))
        .replace("@BLOCKS@", blocks.blocks())
        .replace("@TEXT_BLOCKS@", blocks.calls("text", "(x)"))
        .replace("@SEE_BLOCKS@", blocks.calls("see", "(x)"))
        .replace("@T@", "" + precision.torchCode())
        .replace("@DH@", "" + config.headSize())
        .replace("@G@", "" + config.imageSize() / config.patch())
        .replace("@P@", "" + config.patch());
  }
}
