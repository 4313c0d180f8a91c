package org.tributary.models.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

class LlamaConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VALID =
      """
      {"model_type":"llama","hidden_act":"silu","vocab_size":100,"hidden_size":32,
       "num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,
       "intermediate_size":64,"max_position_embeddings":128,"rms_norm_eps":1e-5,
       "rope_theta":5000,"tie_word_embeddings":true,"eos_token_id":[3,4]}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void read_oldSpelling() throws IOException {
    LlamaConfig config = read("a", "null");
    assertEquals(8, config.headSize());
    assertEquals(5000, config.ropeTheta());
    assertEquals(List.of(3, 4), config.endIds());
    assertTrue(config.tiedEmbeddings());
  }

  @Test
  void read_newSpelling_ropeParametersWin() throws IOException {
    assertEquals(
        7000,
        read("rope_parameters", "{\"rope_type\":\"default\",\"rope_theta\":7000}").ropeTheta());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "model_type | \"mamba\"",
        "model_type | null",
        "hidden_act | \"gelu\"",
        "attention_bias | true",
        "mlp_bias | true",
        "quantization_config | {\"bits\":4}",
        "rope_type | ^{\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8}}",
        "rope_type | ^{\"rope_scaling\":{\"type\":\"linear\",\"factor\":2}}",
        "rope_type | ^{\"rope_parameters\":{\"rope_type\":\"yarn\"}}",
        "partial_rotary_factor | 0.5",
        "vocab_size | 0",
        "vocab_size | -1",
        "vocab_size | 1048577",
        "hidden_size | \"32\"",
        "hidden_size | 3.5",
        "num_hidden_layers | 99999",
        "num_attention_heads | null",
        "num_key_value_heads | 3",
        "head_dim | 7",
        "head_dim | 100000",
        "max_position_embeddings | 99999999999",
        "rope_theta | 0",
        "rope_theta | \"big\"",
        "rms_norm_eps | -1",
      })
  void read_refusesAndNamesKeyAndValue(String key, String value) {
    UnsupportedModelException refusal =
        assertThrows(UnsupportedModelException.class, () -> read(key, value));
    String said = String.valueOf(refusal.getMessage());
    assertTrue(said.contains(key), said);
    String plain =
        value.replaceAll("^\\^.*\"(?:rope_)?type\":\"(\\w+)\".*$", "$1").replace("\"", "");
    assertTrue(said.replace("\"", "").contains(plain), said);
  }

  @Test
  void read_moreHeadsThanWidth_isRefused() {
    UnsupportedModelException refusal =
        assertThrows(
            UnsupportedModelException.class,
            () -> read("^", "{\"num_attention_heads\":64,\"num_key_value_heads\":64}"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("head_dim = 0"), refusal.getMessage());
  }

  /** A huge size in config.json meets the real weights before it costs any memory. */
  @Test
  void module_refusesWeightsThatContradictTheConfig() throws IOException {
    LlamaConfig config = read("num_key_value_heads", "4");
    Map<String, Tensor> weights =
        Map.of("model.embed_tokens.weight", Tensor.zeros(DType.F32, 100, 31));
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LlamaArchive(config, Precision.F32, 1, 8).module(weights));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("model.embed_tokens.weight"),
        refusal.getMessage());
  }

  private LlamaConfig read(String key, String value) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(VALID);
    if (value.startsWith("^")) {
      config.setAll((ObjectNode) JSON.readTree(value.substring(1)));
    } else if (key.equals("^")) {
      config.setAll((ObjectNode) JSON.readTree(value));
    } else {
      config.set(key, JSON.readTree(value));
    }
    Path file = folder.resolve("config.json");
    Files.writeString(file, config.toString());
    return LlamaConfig.read(file);
  }
}
