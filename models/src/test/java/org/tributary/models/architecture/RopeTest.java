package org.tributary.models.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values were computed apart, in numpy's float32, from the reference's formulas. */
class RopeTest {
  /** Of a value; a float32 power differs by an ulp between mathematical libraries. */
  private static final float TOLERANCE = 2e-7f;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rope_theta\":10000}",
        "{\"rope_theta\":10000.0,\"rope_scaling\":null}",
        "{\"rope_parameters\":{\"rope_type\":\"default\",\"rope_theta\":10000.0}}",
        "{\"rope_theta\":5,\"rope_parameters\":{\"rope_theta\":10000.0}}",
        "{}"
      })
  void plain_inBothSpellings(String config) throws IOException {
    Rope rope = rope(config);
    assertFrequencies(new float[] {1f, 0.1f, 0.01f, 0.001f}, rope.inverseFrequencies(1));
    assertEquals(1f, rope.attentionFactor());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rope_scaling\":{\"type\":\"linear\",\"factor\":4.0}}",
        "{\"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":4}}",
        "{\"rope_parameters\":{\"rope_type\":\"linear\",\"factor\":4.0,\"rope_theta\":10000.0}}",
        "{\"rope_scaling\":{\"type\":\"linear\",\"factor\":4},\"rope_parameters\":{\"factor\":9}}",
      })
  void linear_inBothSpellings(String config) throws IOException {
    assertFrequencies(
        new float[] {0.25f, 0.025f, 0.0025f, 0.00025f}, rope(config).inverseFrequencies(9));
  }

  @Test
  void llama3_keepsFastPairs_slowsSlowOnes_blendsBetween() throws IOException {
    Rope rope =
        rope(
            """
            {"head_dim":64,"rope_theta":500000.0,"max_position_embeddings":131072,
             "rope_scaling":{"rope_type":"llama3","factor":32.0,"low_freq_factor":1.0,
              "high_freq_factor":4.0,"original_max_position_embeddings":8192}}
            """);
    float[] frequencies = rope.inverseFrequencies(1);
    assertEquals(32, frequencies.length);
    assertFrequencies(
        new float[] {
          3.211446e-3f, 1.290548e-3f, 4.295567e-4f, 9.708286e-5f, 1.9461639e-5f, 1.2914768e-5f
        },
        Arrays.copyOfRange(frequencies, 14, 20));
    assertFrequencies(new float[] {9.418307e-8f}, new float[] {frequencies[31]});
  }

  @Test
  void dynamic_growsPastTheContextOnly() throws IOException {
    Rope rope =
        rope(
            "{\"head_dim\":16,\"rope_parameters\":{\"rope_type\":\"dynamic\",\"factor\":2.0,"
                + "\"rope_theta\":10000.0}}");
    assertTrue(rope.dependsOnLength());
    assertArrayEquals(rope.inverseFrequencies(1), rope.inverseFrequencies(512));
    assertFrequencies(
        new float[] {
          1f,
          3.160517e-1f,
          9.9888675e-2f,
          3.1569984e-2f,
          9.977747e-3f,
          3.1534836e-3f,
          9.966638e-4f,
          3.1499728e-4f
        },
        rope.inverseFrequencies(513));
    assertFrequencies(
        new float[] {
          1f,
          2.7152485e-1f,
          7.372574e-2f,
          2.001837e-2f,
          5.435485e-3f,
          1.475869e-3f,
          4.0073512e-4f,
          1.08809545e-4f
        },
        rope.inverseFrequencies(1000));
  }

  private static final String YARN =
      "{\"head_dim\":32,\"max_position_embeddings\":131072,\"rope_theta\":1000000.0,"
          + "\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":4.0,"
          + "\"original_max_position_embeddings\":32768%s}}";

  @Test
  void yarn_blendsAndScales() throws IOException {
    Rope rope = rope(YARN.formatted(""));
    assertEquals(1.138629436111989f, rope.attentionFactor());
    assertFrequencies(
        new float[] {
          1f, 4.216965e-1f, 1.7782794e-1f, 7.4989416e-2f, 3.162278e-2f, 1.3335215e-2f,
          4.7799014e-3f, 1.6599617e-3f, 5.5e-4f, 1.6867861e-4f, 4.4456985e-5f, 1.8747356e-5f,
          7.905694e-6f, 3.333804e-6f, 1.4058534e-6f, 5.9284343e-7f
        },
        rope.inverseFrequencies(1));
  }

  @Test
  void yarn_untruncatedWithOtherBetas() throws IOException {
    Rope rope = rope(YARN.formatted(",\"truncate\":false,\"beta_fast\":16,\"beta_slow\":2"));
    assertFrequencies(
        new float[] {5.6234132e-3f, 2.1510983e-3f, 5.9568e-4f, 1.1986689e-4f, 4.4456985e-5f},
        Arrays.copyOfRange(rope.inverseFrequencies(1), 6, 11));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ",\"mscale\":0.707,\"mscale_all_dim\":0.5 | 1.0268361529030026",
        ",\"mscale\":0.707                        | 1.138629436111989",
        ",\"mscale\":0.707,\"mscale_all_dim\":0   | 1.138629436111989",
        ",\"attention_factor\":0.5                | 0.5",
      })
  void yarn_attentionFactor(String more, float expected) throws IOException {
    assertEquals(expected, rope(YARN.formatted(more)).attentionFactor());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"rope_scaling\":{\"rope_type\":\"longrope\"}} | rope_scaling.rope_type = \"longrope\"",
        "{\"rope_scaling\":{\"type\":\"su\"}} | rope_scaling.type = \"su\"",
        "{\"rope_scaling\":{\"type\":3}} | rope_scaling.type = 3",
        "{\"rope_scaling\":\"linear\"} | rope_scaling = \"linear\"",
        "{\"rope_scaling\":{\"type\":\"linear\"}} | rope_scaling.factor = (absent)",
        "{\"rope_parameters\":{\"rope_type\":\"linear\",\"factor\":0}} | rope_parameters.factor = 0",
        "{\"rope_parameters\":{\"rope_type\":\"linear\",\"factor\":\"4\"}} | rope_parameters.factor = \"4\"",
        "{\"rope_parameters\":{\"rope_theta\":-1}} | rope_parameters.rope_theta = -1",
        "{\"rope_parameters\":{\"partial_rotary_factor\":0.5}} | rope_parameters.partial_rotary_factor = 0.5",
        "{\"rope_parameters\":{\"full_attention\":{\"rope_theta\":3}}} | rope_parameters.full_attention",
        "{\"rope_theta\":\"big\"} | rope_theta = \"big\"",
        "{\"rope_theta\":1e999} | rope_theta = ",
        "{\"rope_scaling\":{\"rope_type\":\"dynamic\",\"factor\":0.5}} | rope_scaling.factor = 0.5",
        "{\"head_dim\":2,\"rope_scaling\":{\"rope_type\":\"dynamic\",\"factor\":2}} | head_dim = 2",
        "{\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8}} | rope_scaling.low_freq_factor = (absent)",
        "{\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":4}} | rope_scaling.high_freq_factor = 4",
        "{\"rope_theta\":1,\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":8}} | rope_theta",
        "{\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":8,\"truncate\":1}} | rope_scaling.truncate = 1",
        "{\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":8,\"original_max_position_embeddings\":0.5}} | original_max_position_embeddings = 0.5",
        "{\"original_max_position_embeddings\":7,\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":8,\"original_max_position_embeddings\":8}} | original_max_position_embeddings = 8",
      })
  void read_refusesAndNamesKeyAndValue(String config, String said) {
    UnsupportedModelException refusal =
        assertThrows(UnsupportedModelException.class, () -> rope(config));
    assertTrue(String.valueOf(refusal.getMessage()).contains(said), refusal.getMessage());
  }

  private Rope rope(String changes) throws IOException {
    return ModelFolder.config(folder, "llama", changes).rope();
  }

  private static void assertFrequencies(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], expected[i] * TOLERANCE, "pair " + i);
    }
  }
}
