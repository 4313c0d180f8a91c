package org.tributary.models.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The shape of a decoder-only language model, read from a Hugging Face folder.
 *
 * <p>Families: Llama 2 and 3, Mistral, Qwen 2, 2.5 and 3, SmolLM 2 and 3, Phi-3, by the rules of
 * transformers 5.
 *
 * @param family config.json's model_type
 * @param vocabulary rows of the embedding
 * @param hidden width of the residual stream
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param headSize width of a head, even
 * @param intermediate width of the feed-forward layer
 * @param context positions the model was made for
 * @param tiedEmbeddings whether the output matrix is the embedding
 * @param layers one for each block, in order
 * @param parts which weights a block has beside the plain matrices
 * @param endIds model-tokens that end an answer, of config.json and generation_config.json
 * @param beginId the model-token that begins a text; -1 if none
 */
public record DecoderConfig(
    String family,
    int vocabulary,
    int hidden,
    int heads,
    int kvHeads,
    int headSize,
    int intermediate,
    int context,
    double normEpsilon,
    boolean tiedEmbeddings,
    List<Layer> layers,
    Rope rope,
    Parts parts,
    List<Integer> endIds,
    int beginId) {

  public DecoderConfig {
    layers = List.copyOf(layers);
    endIds = List.copyOf(endIds);
  }

  /**
   * What one block's attention may see.
   *
   * @param rotary whether queries and keys are rotated by their position
   * @param window 0: all that came before; else query i sees the keys j ≤ i with i - j < window
   */
  public record Layer(boolean rotary, int window) {}

  /**
   * Which weights a block has.
   *
   * @param fused query, key and value in one matrix, gate and up in another
   * @param headNorms whether queries and keys are normalized per head, before the rotation
   */
  public record Parts(
      boolean fused,
      boolean queryKeyValueBias,
      boolean outputBias,
      boolean mlpBias,
      boolean headNorms) {}

  /**
   * Reads {@code config.json} and, if there is one, {@code generation_config.json} of {@code
   * folder}, in the spelling before or after transformers 5.
   *
   * @throws UnsupportedModelException naming the key and value that cannot be honoured
   * @throws IOException naming the file that is absent, too large or not JSON
   */
  public static DecoderConfig read(Path folder) throws IOException {
    return DecoderConfigReader.read(folder);
  }
}
