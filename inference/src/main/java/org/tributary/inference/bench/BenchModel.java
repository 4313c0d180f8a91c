package org.tributary.inference.bench;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/**
 * A Hugging Face folder of a Llama of 100 million parameters with random bf16 weights: the shape
 * that engines are compared by.
 */
final class BenchModel {
  static final int VOCABULARY = 32_000;
  static final int HIDDEN = 768;
  static final int LAYERS = 12;
  static final int INTERMEDIATE = 2048;
  private static final int KEY_VALUE = 256;

  private BenchModel() {}

  /** Parameters that a step reads: all, since the embedding is the output matrix too. */
  static long parameters() {
    return VOCABULARY * (long) HIDDEN + LAYERS * layerParameters();
  }

  /**
   * Parameters that every position of a prompt is multiplied with: the last alone sees the head.
   */
  static long promptParameters() {
    return LAYERS * layerParameters();
  }

  private static long layerParameters() {
    return 2L * HIDDEN * HIDDEN + 2L * KEY_VALUE * HIDDEN + 3L * INTERMEDIATE * HIDDEN;
  }

  /** Writes it to {@code folder}, with the tokenizer of {@code tokenizers}. */
  static void write(Path folder, Path tokenizers) throws IOException {
    for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
      Files.copy(tokenizers.resolve(file), folder.resolve(file));
    }
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "llama", "vocab_size": 32000, "hidden_size": 768, "num_hidden_layers": 12,
         "num_attention_heads": 12, "num_key_value_heads": 4, "intermediate_size": 2048,
         "max_position_embeddings": 4096, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
         "tie_word_embeddings": true, "hidden_act": "silu", "torch_dtype": "bfloat16",
         "eos_token_id": []}
        """);
    Safetensors.write(folder.resolve("model.safetensors"), weights(), Map.of());
  }

  private static Map<String, Tensor> weights() {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("model.embed_tokens.weight", small(random, VOCABULARY, HIDDEN));
    weights.put("model.norm.weight", ones());
    for (int i = 0; i < LAYERS; i++) {
      String layer = "model.layers." + i + ".";
      weights.put(layer + "input_layernorm.weight", ones());
      weights.put(layer + "post_attention_layernorm.weight", ones());
      weights.put(layer + "self_attn.q_proj.weight", small(random, HIDDEN, HIDDEN));
      weights.put(layer + "self_attn.k_proj.weight", small(random, KEY_VALUE, HIDDEN));
      weights.put(layer + "self_attn.v_proj.weight", small(random, KEY_VALUE, HIDDEN));
      weights.put(layer + "self_attn.o_proj.weight", small(random, HIDDEN, HIDDEN));
      weights.put(layer + "mlp.gate_proj.weight", small(random, INTERMEDIATE, HIDDEN));
      weights.put(layer + "mlp.up_proj.weight", small(random, INTERMEDIATE, HIDDEN));
      weights.put(layer + "mlp.down_proj.weight", small(random, HIDDEN, INTERMEDIATE));
    }
    return weights;
  }

  /** Of either sign, from 1/64 to 1/32 in size: random bits for sign and fraction. */
  private static Tensor small(SplittableRandom random, long rows, long columns) {
    Tensor tensor = Tensor.zeros(DType.BF16, rows, columns);
    for (long i = 0; i < rows * columns; i++) {
      long bits = random.nextLong();
      int value = 0x3c80 | (int) (bits & 0x7f) | (int) (bits & 0x80) << 8;
      tensor.data().set(ValueLayout.JAVA_SHORT_UNALIGNED, i * 2, (short) value);
    }
    return tensor;
  }

  private static Tensor ones() {
    Tensor tensor = Tensor.zeros(DType.BF16, HIDDEN);
    for (int i = 0; i < HIDDEN; i++) {
      tensor.setFloat(i, 1);
    }
    return tensor;
  }
}
