package org.tributary.models.architecture;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.models.tensor.Tensor;

/**
 * The weights of one block, matrices as [out, in].
 *
 * @param queryKeyValue the three matrices in this order, or one with their rows in this order
 * @param queryKeyValueBias likewise; empty if there are none
 * @param gateUp the two matrices in this order, or one with their rows in this order
 * @param gateUpBias likewise; empty if there are none
 * @param inputNorm [hidden], before the attention
 * @param attentionNorm [hidden], between attention and feed-forward
 * @param queryNorm [headSize]; null, like {@code keyNorm}, where heads are not normalized
 */
public record LayerWeights(
    List<Tensor> queryKeyValue,
    List<Tensor> queryKeyValueBias,
    Tensor output,
    @Nullable Tensor outputBias,
    List<Tensor> gateUp,
    List<Tensor> gateUpBias,
    Tensor down,
    @Nullable Tensor downBias,
    Tensor inputNorm,
    Tensor attentionNorm,
    @Nullable Tensor queryNorm,
    @Nullable Tensor keyNorm) {

  public LayerWeights {
    queryKeyValue = List.copyOf(queryKeyValue);
    queryKeyValueBias = List.copyOf(queryKeyValueBias);
    gateUp = List.copyOf(gateUp);
    gateUpBias = List.copyOf(gateUpBias);
  }
}
