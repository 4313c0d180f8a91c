package org.tributary.models.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.models.architecture.DecoderConfig.Layer;
import org.tributary.models.architecture.DecoderConfig.Parts;

class DecoderConfigTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void read_takesTheSizes() throws IOException {
    DecoderConfig config = read("llama", "{}");
    assertEquals("llama", config.family());
    assertEquals(List.of(100, 32, 4, 2, 8, 48, 512), sizes(config));
    assertEquals(1e-5, config.normEpsilon());
    assertFalse(config.tiedEmbeddings());
    assertEquals(4, config.layers().size());
  }

  private static List<Integer> sizes(DecoderConfig c) {
    return List.of(
        c.vocabulary(),
        c.hidden(),
        c.heads(),
        c.kvHeads(),
        c.headSize(),
        c.intermediate(),
        c.context());
  }

  /** What transformers assumes where a key is absent differs by family. */
  @ParameterizedTest
  @CsvSource({
    "llama,   64, 1e-6, false, 10000,    2048",
    "phi3,    64, 1e-5, false, 10000,    4096",
    "mistral, 8,  1e-6, false, 10000,  131072",
    "qwen2,   32, 1e-6, false, 10000,   32768",
    "qwen3,   32, 1e-6, false, 10000,   32768",
    "smollm3, 4,  1e-6, true,  2000000, 32768",
  })
  void read_absentKeys_areTheFamilysDefaults(
      String family, int kvHeads, double epsilon, boolean tied, double base, int context)
      throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type":"%s","vocab_size":100,"hidden_size":128,"num_hidden_layers":1,
         "num_attention_heads":64,"intermediate_size":48}
        """
            .formatted(family));
    DecoderConfig config = DecoderConfig.read(folder);
    assertEquals(kvHeads, config.kvHeads());
    assertEquals(epsilon, config.normEpsilon());
    assertEquals(tied, config.tiedEmbeddings());
    assertEquals(context, config.context());
    int headSize = family.equals("qwen3") ? 128 : 2;
    assertEquals(new PlainRope(headSize, base, 1), config.rope());
    assertEquals(family.equals("mistral") ? 4096 : 0, config.layers().get(0).window());
  }

  @Test
  void read_nullKvHeads_areAsManyAsHeads() throws IOException {
    assertEquals(4, read("qwen2", "{\"num_key_value_heads\":null}").kvHeads());
  }

  @Test
  void read_headSizeMayDifferFromHiddenByHeads() throws IOException {
    assertEquals(16, read("qwen3", "{\"head_dim\":16}").headSize());
    assertEquals(8, read("mistral", "{\"head_dim\":null}").headSize());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "llama   | {}                                         | false,false,false,false,false",
        "llama   | {\"attention_bias\":true}                  | false,true,true,false,false",
        "llama   | {\"mlp_bias\":true}                        | false,false,false,true,false",
        "mistral | {}                                         | false,false,false,false,false",
        "qwen2   | {}                                         | false,true,false,false,false",
        "qwen2   | {\"attention_bias\":true}                  | false,true,false,false,false",
        "qwen3   | {\"attention_bias\":true}                  | false,true,true,false,true",
        "smollm3 | {\"attention_bias\":true,\"mlp_bias\":true} | false,true,true,true,false",
        "phi3    | {}                                         | true,false,false,false,false",
      })
  void read_knowsTheFamilysParts(String family, String changes, String parts) throws IOException {
    Parts p = read(family, changes).parts();
    assertEquals(
        parts,
        p.fused()
            + ","
            + p.queryKeyValueBias()
            + ","
            + p.outputBias()
            + ","
            + p.mlpBias()
            + ","
            + p.headNorms());
  }

  /** Windows of the four layers, in order. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mistral | {\"sliding_window\":32}   | 32 32 32 32",
        "mistral | {\"sliding_window\":null} | 0 0 0 0",
        "phi3    | {\"sliding_window\":7}    | 7 7 7 7",
        "phi3    | {\"sliding_window\":null} | 0 0 0 0",
        "qwen2   | {\"sliding_window\":9,\"use_sliding_window\":false,\"max_window_layers\":0} | 0 0 0 0",
        "qwen2   | {\"sliding_window\":9,\"use_sliding_window\":true,\"max_window_layers\":3} | 0 0 0 9",
        "qwen2   | {\"sliding_window\":9,\"use_sliding_window\":true} | 0 0 0 0",
        "qwen3   | {\"sliding_window\":9,\"use_sliding_window\":true,\"max_window_layers\":0} | 9 9 9 9",
        "qwen3   | {\"sliding_window\":null,\"use_sliding_window\":true,\"max_window_layers\":0} | 0 0 0 0",
        "qwen3   | {\"sliding_window\":9,\"use_sliding_window\":true,\"layer_types\":[\"sliding_attention\",\"full_attention\",\"full_attention\",\"sliding_attention\"]} | 9 0 0 9",
        "smollm3 | {\"sliding_window\":9,\"use_sliding_window\":true,\"no_rope_layers\":[1,0,0,1]} | 0 9 9 0",
        "smollm3 | {\"sliding_window\":9,\"no_rope_layers\":[1,0,0,1]} | 0 0 0 0",
        "llama   | {\"layer_types\":[\"full_attention\",\"full_attention\",\"full_attention\",\"full_attention\"]} | 0 0 0 0",
      })
  void read_windowsFollowTheFamily(String family, String changes, String windows)
      throws IOException {
    List<Layer> layers = read(family, changes).layers();
    assertEquals(windows, String.join(" ", layers.stream().map(l -> "" + l.window()).toList()));
  }

  @Test
  void read_smollm3_listsTheLayersThatRotate() throws IOException {
    assertEquals(List.of(true, false, false, true), rotary("{\"no_rope_layers\":[1,0,0,1,0,0]}"));
    assertEquals(List.of(true, false, true, false), rotary("{\"no_rope_layer_interval\":2}"));
    assertEquals(List.of(true, true, true, false), rotary("{\"no_rope_layers\":null}"));
  }

  private List<Boolean> rotary(String changes) throws IOException {
    return read("smollm3", changes).layers().stream().map(Layer::rotary).toList();
  }

  @Test
  void read_endIds_areThoseOfBothFiles() throws IOException {
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\":[7,3]}");
    DecoderConfig config = read("llama", "{\"eos_token_id\":3,\"bos_token_id\":1}");
    assertEquals(List.of(3, 7), config.endIds());
    assertEquals(1, config.beginId());
  }

  @Test
  void read_withoutIds_hasNone() throws IOException {
    DecoderConfig config = read("llama", "{\"eos_token_id\":null,\"bos_token_id\":null}");
    assertEquals(List.of(), config.endIds());
    assertEquals(-1, config.beginId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "llama   | model_type | \"mamba\"",
        "llama   | model_type | null",
        "llama   | model_type | [\"llama\"]",
        "llama   | hidden_act | \"gelu\"",
        "llama   | quantization_config | {\"bits\":4}",
        "llama   | vocab_size | 0",
        "llama   | vocab_size | -1",
        "llama   | vocab_size | 1048577",
        "llama   | vocab_size | null",
        "llama   | hidden_size | \"32\"",
        "llama   | hidden_size | 3.5",
        "llama   | intermediate_size | true",
        "llama   | num_hidden_layers | 99999",
        "llama   | num_attention_heads | null",
        "llama   | num_key_value_heads | 3",
        "llama   | num_key_value_heads | 8",
        "llama   | head_dim | 7",
        "llama   | head_dim | 100000",
        "llama   | max_position_embeddings | 99999999999",
        "llama   | rms_norm_eps | -1",
        "llama   | rms_norm_eps | \"1e-5\"",
        "llama   | tie_word_embeddings | 1",
        "llama   | attention_bias | \"true\"",
        "llama   | eos_token_id | \"</s>\"",
        "llama   | eos_token_id | [1,-2]",
        "llama   | eos_token_id | {\"id\":2}",
        "llama   | bos_token_id | [1]",
        "llama   | bos_token_id | 100",
        "llama   | num_local_experts | 8",
        "llama   | final_logit_softcapping | 30.0",
        "llama   | logits_scaling | 8.0",
        "llama   | use_qk_norm | true",
        "llama   | sliding_window | 4096",
        "llama   | no_rope_layers | [1,1,1,1]",
        "llama   | partial_rotary_factor | 0.5",
        "llama   | layer_types | [\"sliding_attention\"]",
        "mistral | attention_bias | true",
        "mistral | mlp_bias | true",
        "mistral | sliding_window | 0",
        "mistral | sliding_window | \"32\"",
        "mistral | layer_types | [\"sliding_attention\",\"full_attention\",\"sliding_attention\",\"full_attention\"]",
        "qwen2   | layer_types | [\"full_attention\",\"chunked_attention\",\"full_attention\",\"full_attention\"]",
        "qwen2   | layer_types | [\"sliding_attention\",\"full_attention\",\"full_attention\",\"full_attention\"]",
        "qwen2   | layer_types | \"full_attention\"",
        "qwen2   | max_window_layers | -1",
        "qwen2   | use_sliding_window | 1",
        "qwen2   | mlp_bias | true",
        "smollm3 | no_rope_layers | [1,0]",
        "smollm3 | no_rope_layers | [1,0,2,1]",
        "smollm3 | no_rope_layer_interval | 0",
        "phi3    | partial_rotary_factor | 0.75",
        "phi3    | rope_scaling | {\"type\":\"yarn\",\"factor\":2}",
      })
  void read_refusesAndNamesKeyAndValue(String family, String key, String value) {
    String changes =
        "{\"use_sliding_window\":true,\"sliding_window\":null,\"max_window_layers\":0}";
    String base = family.equals("qwen2") && !key.equals("max_window_layers") ? changes : "{}";
    if (key.equals("max_window_layers")) {
      base = "{\"use_sliding_window\":true,\"sliding_window\":8}";
    }
    String said = refusal(family, base, key, value);
    assertTrue(said.contains(key + " = "), said);
    assertTrue(said.replace("\"", "").contains(value.replace("\"", "")), said);
  }

  private String refusal(String family, String base, String key, String value) {
    String changes =
        base.substring(0, base.length() - 1)
            + (base.length() > 2 ? "," : "")
            + "\"%s\":%s}".formatted(key, value);
    return String.valueOf(
        assertThrows(UnsupportedModelException.class, () -> read(family, changes)).getMessage());
  }

  @Test
  void read_neutralValuesOfForeignKeys_areFine() throws IOException {
    read(
        "qwen2",
        "{\"use_mrope\":false,\"num_experts\":0,\"logits_scaling\":1.0,\"quantization_config\":null}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "",
      value = {"[] | object", "{\"a\": | JSON", "{} {} | JSON", "{\"a\":1,\"a\":2} | JSON"})
  void read_refusesWhatIsNoJsonObject(String text, String said) throws IOException {
    Files.writeString(folder.resolve("config.json"), text);
    assertNames(said);
  }

  @Test
  void read_refusesDeepAndHugeFilesAndFolders() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"a\":" + "[".repeat(100_000));
    assertNames("depth");
    Files.writeString(folder.resolve("config.json"), " ".repeat(2 << 20) + "{}");
    assertNames("bytes");
    Files.delete(folder.resolve("config.json"));
    assertNames("no such file");
    Files.createDirectory(folder.resolve("config.json"));
    assertNames("plain file");
  }

  @Test
  void read_refusesAMalformedGenerationConfigByName() throws IOException {
    Files.write(
        folder.resolve("generation_config.json"), "{\"eos".getBytes(StandardCharsets.UTF_8));
    IOException refusal = assertThrows(IOException.class, () -> read("llama", "{}"));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("generation_config.json"),
        refusal.getMessage());
  }

  private void assertNames(String reason) {
    IOException refusal = assertThrows(IOException.class, () -> DecoderConfig.read(folder));
    String said = String.valueOf(refusal.getMessage());
    assertTrue(said.contains("config.json") && said.contains(reason), said);
    assertTrue(said.length() < 600, said);
  }

  private DecoderConfig read(String family, String changes) throws IOException {
    return ModelFolder.config(folder, family, changes);
  }
}
