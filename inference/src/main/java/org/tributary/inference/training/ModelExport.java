package org.tributary.inference.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Writes trained weights in Hugging Face's layout for Llama models, in bfloat16. */
final class ModelExport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ModelExport() {}

  static void write(Path folder, DecoderShape shape, Map<String, Tensor> weights, Path tokenizers)
      throws IOException {
    Files.createDirectories(folder);
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(
          tokenizers.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    JSON.writeValue(folder.resolve("config.json").toFile(), shape.config(0));
    Safetensors.write(folder.resolve("model.safetensors"), named(shape, weights), Map.of());
  }

  /** Fused matrices split and named as Hugging Face's Llama names them. */
  private static Map<String, Tensor> named(DecoderShape shape, Map<String, Tensor> weights) {
    Map<String, Tensor> out = new LinkedHashMap<>();
    out.put("model.embed_tokens.weight", Tensor.require(weights, "emb"));
    long q = (long) shape.heads() * shape.headSize();
    long kv = (long) shape.kvHeads() * shape.headSize();
    for (int i = 0; i < shape.layers(); i++) {
      String from = "l" + i + ".";
      String to = "model.layers." + i + ".";
      Tensor qkv = Tensor.require(weights, from + "wqkv");
      Tensor gateUp = Tensor.require(weights, from + "w13");
      out.put(to + "input_layernorm.weight", Tensor.require(weights, from + "n1"));
      out.put(to + "self_attn.q_proj.weight", qkv.rows(0, q));
      out.put(to + "self_attn.k_proj.weight", qkv.rows(q, q + kv));
      out.put(to + "self_attn.v_proj.weight", qkv.rows(q + kv, q + 2 * kv));
      out.put(to + "self_attn.o_proj.weight", Tensor.require(weights, from + "wo"));
      out.put(to + "post_attention_layernorm.weight", Tensor.require(weights, from + "n2"));
      out.put(to + "mlp.gate_proj.weight", gateUp.rows(0, shape.intermediate()));
      out.put(
          to + "mlp.up_proj.weight", gateUp.rows(shape.intermediate(), 2L * shape.intermediate()));
      out.put(to + "mlp.down_proj.weight", Tensor.require(weights, from + "w2"));
    }
    out.put("model.norm.weight", Tensor.require(weights, "nf"));
    out.replaceAll((name, tensor) -> tensor.to(DType.BF16));
    return out;
  }
}
