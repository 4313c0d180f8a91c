package org.tributary.inference.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The size of a Llama-style decoder: tied embeddings, grouped-query attention, gated MLP.
 *
 * @param vocabulary rows of the embedding
 * @param hidden width of the residual stream
 * @param context positions the model is trained on
 */
record DecoderShape(
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headSize,
    int intermediate,
    int context) {

  static final double ROPE_THETA = 10_000;
  static final double NORM_EPSILON = 1e-5;

  /** About seven million parameters: 14 MB of bfloat16, and fast on one core. */
  static DecoderShape chat() {
    return new DecoderShape(8192, 256, 6, 4, 2, 64, 704, 512);
  }

  int qkvRows() {
    return (heads + 2 * kvHeads) * headSize;
  }

  long parameters() {
    long layer =
        (long) qkvRows() * hidden
            + (long) hidden * heads * headSize
            + 3L * hidden * intermediate
            + 2L * hidden;
    return (long) vocabulary * hidden + hidden + layers * layer;
  }

  /** The {@code config.json} that Hugging Face readers of this shape expect. */
  Map<String, Object> config(int endId) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", new String[] {"LlamaForCausalLM"});
    config.put("model_type", "llama");
    config.put("vocab_size", vocabulary);
    config.put("hidden_size", hidden);
    config.put("num_hidden_layers", layers);
    config.put("num_attention_heads", heads);
    config.put("num_key_value_heads", kvHeads);
    config.put("head_dim", headSize);
    config.put("intermediate_size", intermediate);
    config.put("max_position_embeddings", context);
    config.put("hidden_act", "silu");
    config.put("rms_norm_eps", NORM_EPSILON);
    config.put("rope_theta", ROPE_THETA);
    config.put("attention_bias", false);
    config.put("mlp_bias", false);
    config.put("tie_word_embeddings", true);
    config.put("bos_token_id", endId);
    config.put("eos_token_id", endId);
    config.put("torch_dtype", "bfloat16");
    return config;
  }
}
