package org.tributary.models.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a Llama-family decoder, read from a Hugging Face {@code config.json}.
 *
 * @param context positions the model was trained for
 * @param endIds model-tokens that end an answer
 */
public record LlamaConfig(
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headSize,
    int intermediate,
    int context,
    double normEpsilon,
    double ropeTheta,
    boolean tiedEmbeddings,
    List<Integer> endIds) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_SIZE = 1 << 20;
  private static final int MAX_HEAD_SIZE = 1024;
  private static final int MAX_LAYERS = 1024;

  public LlamaConfig {
    endIds = List.copyOf(endIds);
    if (kvHeads < 1 || heads % kvHeads != 0) {
      throw new UnsupportedModelException("num_key_value_heads", kvHeads + " of " + heads);
    }
    if (headSize < 2 || headSize % 2 != 0 || headSize > MAX_HEAD_SIZE) {
      throw new UnsupportedModelException("head_dim", headSize);
    }
    if (layers > MAX_LAYERS) {
      throw new UnsupportedModelException("num_hidden_layers", layers);
    }
    requirePositive("rms_norm_eps", normEpsilon);
    requirePositive("rope_theta", ropeTheta);
  }

  /**
   * Reads {@code file}, in the spelling before or after transformers 5.
   *
   * @throws UnsupportedModelException naming the key and value that this decoder cannot honour
   */
  public static LlamaConfig read(Path file) throws IOException {
    JsonNode json = JSON.readTree(file.toFile());
    require(json, "model_type", "llama");
    if (json.has("hidden_act")) {
      require(json, "hidden_act", "silu");
    }
    refuseTrue(json, "attention_bias");
    refuseTrue(json, "mlp_bias");
    refusePresent(json, "quantization_config");
    JsonNode rope = json.path("rope_parameters");
    JsonNode scaling = json.path("rope_scaling");
    refuseScaling(rope);
    refuseScaling(scaling);
    refusePartialRotation(rope);
    refusePartialRotation(json);
    int hidden = size(json, "hidden_size", null);
    int heads = size(json, "num_attention_heads", null);
    return new LlamaConfig(
        size(json, "vocab_size", null),
        hidden,
        size(json, "num_hidden_layers", null),
        heads,
        size(json, "num_key_value_heads", heads),
        size(json, "head_dim", hidden / heads),
        size(json, "intermediate_size", null),
        size(json, "max_position_embeddings", 2048),
        real(json, "rms_norm_eps", 1e-6),
        real(rope, "rope_theta", real(json, "rope_theta", 10_000)),
        json.path("tie_word_embeddings").asBoolean(false),
        endIds(json.path("eos_token_id")));
  }

  private static List<Integer> endIds(JsonNode node) {
    List<Integer> ids = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(id -> ids.add(id.asInt()));
    } else if (node.isInt()) {
      ids.add(node.asInt());
    }
    return ids;
  }

  private static void require(JsonNode json, String key, String value) {
    if (!json.path(key).asText().equals(value)) {
      throw new UnsupportedModelException(key, json.path(key));
    }
  }

  private static void requirePositive(String key, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UnsupportedModelException(key, value);
    }
  }

  private static void refusePresent(JsonNode json, String key) {
    if (json.hasNonNull(key)) {
      throw new UnsupportedModelException(key, json.path(key));
    }
  }

  private static void refusePartialRotation(JsonNode rope) {
    if (real(rope, "partial_rotary_factor", 1) != 1) {
      throw new UnsupportedModelException(
          "partial_rotary_factor", rope.path("partial_rotary_factor"));
    }
  }

  private static double real(JsonNode json, String key, double absent) {
    JsonNode node = json.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return absent;
    }
    if (!node.isNumber()) {
      throw new UnsupportedModelException(key, node);
    }
    return node.doubleValue();
  }

  private static void refuseTrue(JsonNode json, String key) {
    if (json.path(key).asBoolean(false)) {
      throw new UnsupportedModelException(key, true);
    }
  }

  private static void refuseScaling(JsonNode rope) {
    JsonNode type =
        rope.path("rope_type").isMissingNode() ? rope.path("type") : rope.path("rope_type");
    if (!type.isMissingNode() && !type.asText().equals("default")) {
      throw new UnsupportedModelException("rope_type", type);
    }
  }

  private static int size(JsonNode json, String key, @Nullable Integer absent) {
    JsonNode node = json.path(key);
    if ((node.isMissingNode() || node.isNull()) && absent != null) {
      return absent;
    }
    if (!node.isInt() || node.intValue() < 1 || node.intValue() > MAX_SIZE) {
      throw new UnsupportedModelException(key, node);
    }
    return node.intValue();
  }
}
