package org.tributary.models.architecture;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.models.tensor.Tensor;

/**
 * A checkpoint's weights under the names a decoder needs, checked against its configuration and
 * passed on as they are: float32, float16 or bfloat16, mapped.
 *
 * @param embedding [vocabulary, hidden]
 * @param head [vocabulary, hidden]; the same object as the embedding where they are tied
 * @param finalNorm [hidden]
 */
public record DecoderWeights(
    Tensor embedding, Tensor head, Tensor finalNorm, List<LayerWeights> layers) {

  public DecoderWeights {
    layers = List.copyOf(layers);
  }

  /**
   * Finds the weights of {@code config} in {@code checkpoint}, whose names may begin with "model."
   * or not; what the decoder does not need is left alone.
   *
   * @throws UnsupportedModelException naming the tensor that is missing, has another shape or type
   *     than config.json asks for, or is a bias that one of the two does not know of
   */
  public static DecoderWeights of(DecoderConfig config, Map<String, Tensor> checkpoint) {
    WeightReader reader = WeightReader.of(config, checkpoint);
    Tensor embedding = reader.embedding();
    return new DecoderWeights(
        embedding,
        reader.head(embedding),
        reader.finalNorm(),
        IntStream.range(0, config.layers().size()).mapToObj(reader::layer).toList());
  }
}
