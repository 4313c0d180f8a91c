package org.tributary.models.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Looks tensors up by their Hugging Face names and checks each against the configuration. */
record WeightReader(DecoderConfig config, Map<String, Tensor> checkpoint, String prefix) {
  private static final String EMBEDDING = "embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  static WeightReader of(DecoderConfig config, Map<String, Tensor> checkpoint) {
    boolean bare =
        checkpoint.containsKey(EMBEDDING) && !checkpoint.containsKey("model." + EMBEDDING);
    return new WeightReader(config, checkpoint, bare ? "" : "model.");
  }

  Tensor embedding() {
    return tensor(prefix + EMBEDDING, config.vocabulary(), config.hidden());
  }

  /**
   * The output matrix. A tied model's file may hold one all the same: the reference ties the two
   * only if their values are equal.
   */
  Tensor head(Tensor embedding) {
    if (config.tiedEmbeddings() && !checkpoint.containsKey(HEAD)) {
      return embedding;
    }
    Tensor head = tensor(HEAD, config.vocabulary(), config.hidden());
    boolean same =
        head.dtype() == embedding.dtype() && head.data().mismatch(embedding.data()) == -1;
    return config.tiedEmbeddings() && same ? embedding : head;
  }

  Tensor finalNorm() {
    return tensor(prefix + "norm.weight", config.hidden());
  }

  LayerWeights layer(int index) {
    String layer = prefix + "layers." + index + ".";
    DecoderConfig.Parts parts = config.parts();
    List<Part> queryKeyValue = queryKeyValue(layer + "self_attn.");
    List<Part> gateUp = gateUp(layer + "mlp.");
    Part output = new Part(layer + "self_attn.o_proj", config.hidden(), headRows(config.heads()));
    Part down = new Part(layer + "mlp.down_proj", config.hidden(), config.intermediate());
    return new LayerWeights(
        matrices(queryKeyValue),
        biases(queryKeyValue, parts.queryKeyValueBias()),
        matrix(output),
        bias(output, parts.outputBias()),
        matrices(gateUp),
        biases(gateUp, parts.mlpBias()),
        matrix(down),
        bias(down, parts.mlpBias()),
        tensor(layer + "input_layernorm.weight", config.hidden()),
        tensor(layer + "post_attention_layernorm.weight", config.hidden()),
        headNorm(layer + "self_attn.q_norm.weight"),
        headNorm(layer + "self_attn.k_norm.weight"));
  }

  /** A linear layer by its name without ".weight" and ".bias". */
  private record Part(String name, long rows, long columns) {}

  private List<Part> queryKeyValue(String attention) {
    long q = headRows(config.heads());
    long kv = headRows(config.kvHeads());
    long width = config.hidden();
    return config.parts().fused()
        ? List.of(new Part(attention + "qkv_proj", q + 2 * kv, width))
        : List.of(
            new Part(attention + "q_proj", q, width),
            new Part(attention + "k_proj", kv, width),
            new Part(attention + "v_proj", kv, width));
  }

  private List<Part> gateUp(String mlp) {
    long rows = config.intermediate();
    long width = config.hidden();
    return config.parts().fused()
        ? List.of(new Part(mlp + "gate_up_proj", 2 * rows, width))
        : List.of(new Part(mlp + "gate_proj", rows, width), new Part(mlp + "up_proj", rows, width));
  }

  private long headRows(int heads) {
    return (long) heads * config.headSize();
  }

  private List<Tensor> matrices(List<Part> parts) {
    return parts.stream().map(this::matrix).toList();
  }

  private Tensor matrix(Part part) {
    return tensor(part.name + ".weight", part.rows, part.columns);
  }

  private List<Tensor> biases(List<Part> parts, boolean announced) {
    List<Tensor> biases = new ArrayList<>();
    for (Part part : parts) {
      Tensor bias = bias(part, announced);
      if (bias != null) {
        biases.add(bias);
      }
    }
    return biases;
  }

  private @Nullable Tensor bias(Part part, boolean announced) {
    String name = part.name + ".bias";
    if (announced) {
      return tensor(name, part.rows);
    }
    refuse(name, "the configuration says that there is no such bias");
    return null;
  }

  private @Nullable Tensor headNorm(String name) {
    if (config.parts().headNorms()) {
      return tensor(name, config.headSize());
    }
    refuse(name, "a " + config.family() + " model does not normalize its heads");
    return null;
  }

  /** What would be left out silently changes every answer. */
  private void refuse(String name, String why) {
    if (checkpoint.containsKey(name)) {
      throw UnsupportedModelException.weights("the weights hold " + name + ", but " + why);
    }
  }

  private Tensor tensor(String name, long... shape) {
    Tensor tensor = checkpoint.get(name);
    List<Long> expected = Arrays.stream(shape).boxed().toList();
    if (tensor == null) {
      throw UnsupportedModelException.weights(
          "the weights hold no " + name + ", which config.json asks for with shape " + expected);
    }
    if (!tensor.shape().equals(expected)) {
      throw UnsupportedModelException.weights(
          name + " has shape " + tensor.shape() + ", config.json says " + expected);
    }
    if (tensor.dtype() != DType.F32
        && tensor.dtype() != DType.F16
        && tensor.dtype() != DType.BF16) {
      throw UnsupportedModelException.weights(
          name + " has dtype " + tensor.dtype() + "; F32, F16 and BF16 are supported");
    }
    return tensor;
  }
}
