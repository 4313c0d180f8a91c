package org.tributary.inference.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.DecoderWeights;
import org.tributary.models.decoder.Precision;
import org.tributary.models.safetensors.Checkpoint;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Random checkpoints of every family and option against the plain decoder. */
class FamiliesIT {
  private static final int PROMPT = 150;
  private static final int STEPS = 20;
  private static final int VOCABULARY = 90;
  private static final String COMMON =
      """
      "vocab_size": 90, "hidden_size": 48, "num_hidden_layers": 3, "num_attention_heads": 6,
      "num_key_value_heads": 2, "intermediate_size": 80, "max_position_embeddings": 256,
      "rms_norm_eps": 1e-5, "hidden_act": "silu", "eos_token_id": 2,
      """;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "llama, untied f16; F16; \"model_type\":\"llama\",\"tie_word_embeddings\":false",
        "llama with biases; F32; \"model_type\":\"llama\",\"attention_bias\":true,\"mlp_bias\":true,"
            + "\"tie_word_embeddings\":true",
        "llama3 rope; F32; \"model_type\":\"llama\",\"rope_theta\":500000.0,\"rope_scaling\":{"
            + "\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,"
            + "\"high_freq_factor\":4.0,\"original_max_position_embeddings\":64}",
        "linear rope; BF16; \"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"linear\","
            + "\"factor\":4.0}",
        "dynamic rope; F32; \"model_type\":\"llama\",\"max_position_embeddings\":64,"
            + "\"rope_scaling\":{\"type\":\"dynamic\",\"factor\":4.0}",
        "yarn; F32; \"model_type\":\"qwen2\",\"use_sliding_window\":false,\"rope_parameters\":{"
            + "\"rope_type\":\"yarn\",\"rope_theta\":10000.0,\"factor\":4.0,"
            + "\"original_max_position_embeddings\":64}",
        "mistral, window and wide heads; BF16; \"model_type\":\"mistral\",\"sliding_window\":40,"
            + "\"head_dim\":16,\"tie_word_embeddings\":false",
        "qwen2, some windows; F32; \"model_type\":\"qwen2\",\"use_sliding_window\":true,"
            + "\"sliding_window\":33,\"max_window_layers\":1,\"tie_word_embeddings\":true",
        "qwen3 with biases; F32; \"model_type\":\"qwen3\",\"head_dim\":24,\"attention_bias\":true,"
            + "\"tie_word_embeddings\":true",
        "smollm3; F32; \"model_type\":\"smollm3\",\"no_rope_layers\":[1,0,1],"
            + "\"tie_word_embeddings\":true",
        "phi3; F16; \"model_type\":\"phi3\",\"sliding_window\":50,\"tie_word_embeddings\":false,"
            + "\"pad_token_id\":0",
      })
  void f32_isThePlainDecoder(String name, DType stored, String options) throws Exception {
    String common =
        options.contains("max_position_embeddings\":64,")
            ? COMMON.replace("\"max_position_embeddings\": 256,", "")
            : COMMON;
    Files.writeString(folder.resolve("config.json"), "{" + common + options + "}");
    Files.deleteIfExists(folder.resolve("model.safetensors"));
    DecoderConfig config = DecoderConfig.read(folder);
    Safetensors.write(folder.resolve("model.safetensors"), weights(config, stored), Map.of());
    DecoderWeights weights = DecoderWeights.of(config, Checkpoint.read(folder));
    try (DecoderModel model = Loaded.upTo(256, folder, Precision.F32)) {
      long[] ids = new long[PROMPT];
      SplittableRandom random = new SplittableRandom(5);
      for (int i = 0; i < ids.length; i++) {
        ids[i] = random.nextInt(VOCABULARY);
      }
      ReferenceDecoder plain = new ReferenceDecoder(config, weights, PROMPT);
      double[] expected = new double[0];
      for (long id : ids) {
        expected = plain.next(id);
      }
      assertClose(expected, Loaded.prefill(model, ids, 2));
      for (int i = 0; i < STEPS; i++) {
        long id = random.nextInt(VOCABULARY);
        float[] logits = model.step(new long[] {id}, new int[] {PROMPT + i}, new int[] {2});
        assertClose(plain.next(id), logits);
      }
    }
  }

  private static void assertClose(double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-4, "logit " + i);
    }
  }

  private static Map<String, Tensor> weights(DecoderConfig config, DType stored) {
    Weights w = new Weights(stored);
    int d = config.hidden();
    int q = config.heads() * config.headSize();
    int kv = config.kvHeads() * config.headSize();
    int f = config.intermediate();
    DecoderConfig.Parts parts = config.parts();
    w.matrix("model.embed_tokens", config.vocabulary(), d, false);
    for (int i = 0; i < config.layers().size(); i++) {
      String layer = "model.layers." + i + ".";
      if (parts.fused()) {
        w.matrix(layer + "self_attn.qkv_proj", q + 2 * kv, d, false);
        w.matrix(layer + "mlp.gate_up_proj", 2 * f, d, false);
      } else {
        w.matrix(layer + "self_attn.q_proj", q, d, parts.queryKeyValueBias());
        w.matrix(layer + "self_attn.k_proj", kv, d, parts.queryKeyValueBias());
        w.matrix(layer + "self_attn.v_proj", kv, d, parts.queryKeyValueBias());
        w.matrix(layer + "mlp.gate_proj", f, d, parts.mlpBias());
        w.matrix(layer + "mlp.up_proj", f, d, parts.mlpBias());
      }
      w.matrix(layer + "self_attn.o_proj", d, q, parts.outputBias());
      w.matrix(layer + "mlp.down_proj", d, f, parts.mlpBias());
      w.vector(layer + "input_layernorm.weight", d, 1);
      w.vector(layer + "post_attention_layernorm.weight", d, 1);
      if (parts.headNorms()) {
        w.vector(layer + "self_attn.q_norm.weight", config.headSize(), 1);
        w.vector(layer + "self_attn.k_norm.weight", config.headSize(), 1);
      }
    }
    w.vector("model.norm.weight", d, 1);
    if (!config.tiedEmbeddings()) {
      w.matrix("lm_head", config.vocabulary(), d, false);
    }
    return w.all;
  }

  private static final class Weights {
    private final Map<String, Tensor> all = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(3);
    private final DType stored;

    Weights(DType stored) {
      this.stored = stored;
    }

    void matrix(String name, int rows, int columns, boolean bias) {
      Tensor tensor = Tensor.zeros(stored, rows, columns);
      for (long i = 0; i < tensor.size(); i++) {
        tensor.setFloat(i, (float) (random.nextGaussian() * 1.2 / Math.sqrt(columns)));
      }
      all.put(name + ".weight", tensor);
      if (bias) {
        vector(name + ".bias", rows, 0);
      }
    }

    void vector(String name, int size, double mean) {
      Tensor tensor = Tensor.zeros(stored, size);
      for (int i = 0; i < size; i++) {
        tensor.setFloat(i, (float) (mean + 0.3 * random.nextGaussian()));
      }
      all.put(name, tensor);
    }
  }
}
