package org.tributary.inference.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.Rope;

class RotaryTableTest {
  private static final int SIZE = 8;
  private static final int CONTEXT = 64;
  @TempDir private Path folder = Path.of("");

  private Rope rope(String scaling) throws Exception {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 16,
         "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
         "num_key_value_heads": 1, "head_dim": 8, "vocab_size": 300, "rms_norm_eps": 1e-5,
         "max_position_embeddings": 64, "hidden_act": "silu", "rope_theta": 100.0,
         "tie_word_embeddings": true, "rope_scaling": %s}
        """
            .formatted(scaling));
    return DecoderConfig.read(folder).rope();
  }

  /** x·cos + roll(x)·sin turns each pair (i, i + half) by position × frequency. */
  @Test
  void rows_rotate() throws Exception {
    Rope rope = rope("null");
    float[] frequencies = rope.inverseFrequencies(1);
    RotaryTable.Rows rows = new RotaryTable(rope, SIZE, CONTEXT).range(5, 1, 6);
    float[] x = {1, -2, 3, 0.5f, 0.25f, 4, -1, 2};
    for (int i = 0; i < SIZE / 2; i++) {
      int j = i + SIZE / 2;
      double angle = 5 * frequencies[i];
      double first = x[i] * (double) rows.cos()[i] + x[j] * (double) rows.sin()[i];
      double second = x[j] * (double) rows.cos()[j] + x[i] * (double) rows.sin()[j];
      assertEquals(x[i] * Math.cos(angle) - x[j] * Math.sin(angle), first, 1e-6);
      assertEquals(x[j] * Math.cos(angle) + x[i] * Math.sin(angle), second, 1e-6);
    }
  }

  /** A prompt's chunk and a step must see the same bits at the same position. */
  @Test
  void range_andNewest_agreeBitByBit() throws Exception {
    RotaryTable table = new RotaryTable(rope("null"), SIZE, CONTEXT);
    RotaryTable.Rows range = table.range(10, 20, 30);
    int[] positions = {29, 10, 17, 17};
    RotaryTable.Rows newest = table.newest(positions, 6);
    assertEquals(6 * SIZE, newest.cos().length);
    for (int row = 0; row < positions.length; row++) {
      assertArrayEquals(row(range.cos(), positions[row] - 10), row(newest.cos(), row));
      assertArrayEquals(row(range.sin(), positions[row] - 10), row(newest.sin(), row));
    }
    for (int idle = positions.length; idle < 6; idle++) {
      assertArrayEquals(new float[SIZE], row(newest.cos(), idle));
      assertArrayEquals(new float[SIZE], row(newest.sin(), idle));
    }
  }

  @Test
  void rows_areCopies() throws Exception {
    RotaryTable table = new RotaryTable(rope("null"), SIZE, CONTEXT);
    float[] before = table.range(3, 1, 4).cos();
    float[] same = before.clone();
    Arrays.fill(before, 7);
    assertArrayEquals(same, table.range(3, 1, 4).cos());
  }

  @Test
  void rows_reachTheLastPosition() throws Exception {
    RotaryTable table = new RotaryTable(rope("null"), SIZE, CONTEXT);
    assertArrayEquals(
        table.range(CONTEXT - 1, 1, CONTEXT).sin(), table.newest(new int[] {CONTEXT - 1}, 1).sin());
  }

  /** Past the context dynamic scaling turns slower the longer the sequence: nothing is reused. */
  @Test
  void dynamicRope_dependsOnTheLength_andOnlyPastTheContext() throws Exception {
    Rope rope = rope("{\"rope_type\": \"dynamic\", \"factor\": 2.0}");
    RotaryTable table = new RotaryTable(rope, SIZE, 4 * CONTEXT);
    float[] within = table.range(20, 1, 30).cos();
    assertArrayEquals(within, table.range(20, 1, CONTEXT).cos());
    float[] longer = table.range(20, 1, 2 * CONTEXT).cos();
    assertFalse(Arrays.equals(within, longer));
    assertFalse(Arrays.equals(longer, table.range(20, 1, 3 * CONTEXT).cos()));
    assertArrayEquals(within, table.range(20, 1, 30).cos());
    assertArrayEquals(
        table.range(100, 1, 101).cos(), table.newest(new int[] {100}, 1).cos(), "its own length");
  }

  @Test
  void yarn_scalesCosineAndSine() throws Exception {
    Rope rope =
        rope(
            "{\"rope_type\": \"yarn\", \"factor\": 4.0,"
                + " \"original_max_position_embeddings\": 16}");
    RotaryTable.Rows rows = new RotaryTable(rope, SIZE, CONTEXT).range(0, 1, 1);
    float[] expected = new float[SIZE];
    Arrays.fill(expected, rope.attentionFactor());
    assertArrayEquals(expected, rows.cos());
    assertFalse(rope.attentionFactor() == 1);
  }

  private static float[] row(float[] rows, int row) {
    return Arrays.copyOfRange(rows, row * SIZE, (row + 1) * SIZE);
  }
}
