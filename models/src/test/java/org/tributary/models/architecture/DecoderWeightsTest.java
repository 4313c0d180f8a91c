package org.tributary.models.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

class DecoderWeightsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void of_passesTheMappedTensorsOn() throws IOException {
    Map<String, Tensor> file = llama();
    file.put("model.layers.0.self_attn.rotary_emb.inv_freq", Tensor.zeros(DType.F32, 4));
    DecoderWeights weights = DecoderWeights.of(config("llama", "{}"), file);
    assertSame(file.get("lm_head.weight"), weights.head());
    assertSame(file.get("model.norm.weight"), weights.finalNorm());
    LayerWeights last = weights.layers().get(3);
    assertSame(file.get("model.layers.3.self_attn.v_proj.weight"), last.queryKeyValue().get(2));
    assertSame(file.get("model.layers.3.mlp.gate_proj.weight"), last.gateUp().get(0));
    assertSame(file.get("model.layers.3.post_attention_layernorm.weight"), last.attentionNorm());
    assertEquals(List.of(), last.queryKeyValueBias());
    assertNull(last.outputBias());
    assertNull(last.queryNorm());
  }

  @Test
  void of_takesNamesWithoutTheFirstPart() throws IOException {
    Map<String, Tensor> bare = new HashMap<>();
    llama().forEach((name, tensor) -> bare.put(name.replaceFirst("^model\\.", ""), tensor));
    DecoderWeights weights = DecoderWeights.of(config("llama", "{}"), bare);
    assertSame(bare.get("layers.0.mlp.down_proj.weight"), weights.layers().get(0).down());
  }

  @Test
  void of_fusedMatricesStayFused() throws IOException {
    Map<String, Tensor> file = ends();
    for (int i = 0; i < 4; i++) {
      String layer = "model.layers." + i + ".";
      put(file, layer + "self_attn.qkv_proj.weight", 64, 32);
      put(file, layer + "mlp.gate_up_proj.weight", 96, 32);
      rest(file, layer);
    }
    LayerWeights first = DecoderWeights.of(config("phi3", "{}"), file).layers().get(0);
    assertEquals(
        List.of(List.of(64L, 32L)), first.queryKeyValue().stream().map(Tensor::shape).toList());
    assertEquals(List.of(List.of(96L, 32L)), first.gateUp().stream().map(Tensor::shape).toList());
  }

  @Test
  void of_takesAnnouncedBiases() throws IOException {
    Map<String, Tensor> file = llama();
    biases(file, "self_attn.q_proj", 32);
    biases(file, "self_attn.k_proj", 16);
    biases(file, "self_attn.v_proj", 16);
    LayerWeights qwen = DecoderWeights.of(config("qwen2", "{}"), file).layers().get(1);
    assertEquals(List.of(32L), qwen.queryKeyValueBias().get(0).shape());
    biases(file, "self_attn.o_proj", 32);
    biases(file, "mlp.gate_proj", 48);
    biases(file, "mlp.up_proj", 48);
    biases(file, "mlp.down_proj", 32);
    LayerWeights all =
        DecoderWeights.of(config("llama", "{\"attention_bias\":true,\"mlp_bias\":true}"), file)
            .layers()
            .get(1);
    assertSame(file.get("model.layers.1.self_attn.o_proj.bias"), all.outputBias());
    assertSame(file.get("model.layers.1.mlp.up_proj.bias"), all.gateUpBias().get(1));
    assertSame(file.get("model.layers.1.mlp.down_proj.bias"), all.downBias());
    assertRefused("qwen2", "{}", file, "layers.0.self_attn.o_proj.bias");
  }

  @Test
  void of_refusesBiasesThatOnlyOneSideKnows() throws IOException {
    assertRefused("qwen2", "{}", llama(), "no model.layers.0.self_attn.q_proj.bias");
    assertRefused("llama", "{\"mlp_bias\":true}", llama(), "no model.layers.0.mlp.gate_proj.bias");
    Map<String, Tensor> file = llama();
    biases(file, "mlp.down_proj", 32);
    assertRefused("llama", "{}", file, "model.layers.0.mlp.down_proj.bias");
  }

  @Test
  void of_headNormsBelongToQwen3() throws IOException {
    assertRefused(
        "qwen3", "{\"head_dim\":8}", llama(), "no model.layers.0.self_attn.q_norm.weight");
    Map<String, Tensor> file = llama();
    for (int i = 0; i < 4; i++) {
      put(file, "model.layers." + i + ".self_attn.q_norm.weight", 8);
      put(file, "model.layers." + i + ".self_attn.k_norm.weight", 8);
    }
    LayerWeights layer =
        DecoderWeights.of(config("qwen3", "{\"head_dim\":8}"), file).layers().get(2);
    assertSame(file.get("model.layers.2.self_attn.k_norm.weight"), layer.keyNorm());
    assertRefused("llama", "{}", file, "model.layers.0.self_attn.q_norm.weight");
  }

  @Test
  void of_tied_headIsTheEmbedding() throws IOException {
    Map<String, Tensor> file = llama();
    file.remove("lm_head.weight");
    DecoderConfig tied = config("llama", "{\"tie_word_embeddings\":true}");
    DecoderWeights weights = DecoderWeights.of(tied, file);
    assertSame(weights.embedding(), weights.head());
    assertRefused("llama", "{}", file, "no lm_head.weight");
  }

  /** transformers 5 ties only what is equal; so does this. */
  @Test
  void of_tied_withAHeadInTheFile_usesItOnlyIfItDiffers() throws IOException {
    Map<String, Tensor> file = llama();
    DecoderConfig tied = config("llama", "{\"tie_word_embeddings\":true}");
    DecoderWeights equal = DecoderWeights.of(tied, file);
    assertSame(equal.embedding(), equal.head());
    Tensor.require(file, "lm_head.weight").setFloat(3, 1f);
    DecoderWeights different = DecoderWeights.of(tied, file);
    assertNotSame(different.embedding(), different.head());
    assertSame(file.get("lm_head.weight"), different.head());
  }

  @ParameterizedTest
  @CsvSource({
    "model.embed_tokens.weight, 100, 31",
    "lm_head.weight, 99, 32",
    "model.norm.weight, 33, 0",
    "model.layers.2.self_attn.k_proj.weight, 32, 32",
    "model.layers.2.self_attn.o_proj.weight, 32, 16",
    "model.layers.2.mlp.up_proj.weight, 32, 48",
    "model.layers.2.input_layernorm.weight, 16, 0",
  })
  void of_refusesAWrongShapeNamingBoth(String name, long rows, long columns) throws IOException {
    Map<String, Tensor> file = llama();
    long[] shape = columns == 0 ? new long[] {rows} : new long[] {rows, columns};
    List<Long> right = Tensor.require(file, name).shape();
    put(file, name, shape);
    assertRefused("llama", "{}", file, name + " has shape [" + rows);
    assertRefused("llama", "{}", file, "config.json says " + right);
  }

  @Test
  void of_refusesIntegersByName() throws IOException {
    Map<String, Tensor> file = llama();
    file.put("model.layers.1.mlp.down_proj.weight", Tensor.zeros(DType.I8, 32, 48));
    assertRefused("llama", "{}", file, "model.layers.1.mlp.down_proj.weight has dtype I8");
  }

  @Test
  void of_refusesWhatIsMissing() throws IOException {
    Map<String, Tensor> file = llama();
    file.remove("model.layers.3.mlp.up_proj.weight");
    assertRefused("llama", "{}", file, "no model.layers.3.mlp.up_proj.weight");
    assertRefused("llama", "{}", Map.of(), "no model.embed_tokens.weight");
  }

  private void assertRefused(String family, String changes, Map<String, Tensor> file, String said)
      throws IOException {
    DecoderConfig config = config(family, changes);
    UnsupportedModelException refusal =
        assertThrows(UnsupportedModelException.class, () -> DecoderWeights.of(config, file));
    assertTrue(String.valueOf(refusal.getMessage()).contains(said), refusal.getMessage());
  }

  private DecoderConfig config(String family, String changes) throws IOException {
    return ModelFolder.config(folder, family, changes);
  }

  private static Map<String, Tensor> llama() {
    Map<String, Tensor> file = ends();
    for (int i = 0; i < 4; i++) {
      String layer = "model.layers." + i + ".";
      put(file, layer + "self_attn.q_proj.weight", 32, 32);
      put(file, layer + "self_attn.k_proj.weight", 16, 32);
      put(file, layer + "self_attn.v_proj.weight", 16, 32);
      put(file, layer + "mlp.gate_proj.weight", 48, 32);
      put(file, layer + "mlp.up_proj.weight", 48, 32);
      rest(file, layer);
    }
    return file;
  }

  private static Map<String, Tensor> ends() {
    Map<String, Tensor> file = new HashMap<>();
    put(file, "model.embed_tokens.weight", 100, 32);
    put(file, "lm_head.weight", 100, 32);
    put(file, "model.norm.weight", 32);
    return file;
  }

  private static void rest(Map<String, Tensor> file, String layer) {
    put(file, layer + "self_attn.o_proj.weight", 32, 32);
    put(file, layer + "mlp.down_proj.weight", 32, 48);
    put(file, layer + "input_layernorm.weight", 32);
    put(file, layer + "post_attention_layernorm.weight", 32);
  }

  private static void biases(Map<String, Tensor> file, String part, long size) {
    for (int i = 0; i < 4; i++) {
      put(file, "model.layers." + i + "." + part + ".bias", size);
    }
  }

  private static void put(Map<String, Tensor> file, String name, long... shape) {
    file.put(name, Tensor.zeros(DType.BF16, shape));
  }
}
