package org.tributary.inference.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** A row of a step has the same bits wherever it is computed, and whatever beside it. */
class RowExactnessIT {
  private static final Path FIXTURES = Path.of("../../shared/fixtures/generated");
  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void write() throws Exception {
    TinyModel.fast(folder);
  }

  /** One model-token for one slot. */
  private record Asked(long id, int position, int slot) {}

  private static float[][] step(DecoderModel model, Asked... asked) {
    float[] all =
        model.step(
            Arrays.stream(asked).mapToLong(Asked::id).toArray(),
            Arrays.stream(asked).mapToInt(Asked::position).toArray(),
            Arrays.stream(asked).mapToInt(Asked::slot).toArray());
    int vocabulary = model.config().vocabulary();
    assertEquals(asked.length * vocabulary, all.length);
    float[][] rows = new float[asked.length][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary));
    return rows;
  }

  private static long[] prompt(int length, long seed, int vocabulary) {
    return new Random(seed).longs(length, 4, vocabulary).toArray();
  }

  /** Fills slots 0 to 3 with prompts of other lengths: within a chunk, at its border, past it. */
  private static Asked[] filled(DecoderModel model) {
    int[] lengths = {7, Loaded.CHUNK, Loaded.CHUNK + 19, 3 * Loaded.CHUNK - 1};
    Asked[] asked = new Asked[lengths.length];
    for (int slot = 0; slot < lengths.length; slot++) {
      long[] prompt = prompt(lengths[slot], slot, model.config().vocabulary());
      Loaded.prefill(model, prompt, slot);
      asked[slot] = new Asked(20 + slot, lengths[slot], slot);
    }
    return asked;
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void step_givesARowTheSameBits_inAnyOrderAndCompany(Precision precision) throws Exception {
    try (DecoderModel model = Loaded.folder(folder, precision)) {
      Asked[] a = filled(model);
      float[][] together = step(model, a);
      assertFalse(Arrays.equals(together[0], together[1]), "rows must differ to say much");
      float[][] permuted = step(model, a[2], a[0], a[3], a[1]);
      assertArrayEquals(together[2], permuted[0]);
      assertArrayEquals(together[0], permuted[1]);
      assertArrayEquals(together[3], permuted[2]);
      assertArrayEquals(together[1], permuted[3]);
      float[][] fewer = step(model, a[3], a[1]);
      assertArrayEquals(together[3], fewer[0]);
      assertArrayEquals(together[1], fewer[1]);
      for (int i = 0; i < a.length; i++) {
        assertArrayEquals(together[i], step(model, a[i])[0], "alone, row " + i);
      }
    }
  }

  /** As INT8 runs, and as the others run without exactness: there F32 and BF16 may differ. */
  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "INT8")
  void step_ofAsManyRowsAsAsked_givesARowTheSameBits(Precision precision) throws Exception {
    try (DecoderModel model = Loaded.folder(folder, precision, 0)) {
      Asked[] a = filled(model);
      float[][] together = step(model, a);
      float[][] three = step(model, a[3], a[0], a[2]);
      assertArrayEquals(together[3], three[0]);
      assertArrayEquals(together[0], three[1]);
      assertArrayEquals(together[2], three[2]);
      assertArrayEquals(together[1], step(model, a[1])[0]);
      // As a replay does: eight positions of one slot at once.
      Asked[] eight = new Asked[8];
      Arrays.setAll(eight, i -> new Asked(30 + 3 * i, a[0].position + i, 0));
      float[][] atOnce = step(model, eight);
      for (int i = 0; i < eight.length; i++) {
        assertArrayEquals(atOnce[i], step(model, eight[i])[0], "position " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void prompt_givesTheSameBits_inAnySlotAndBySlicesOfAnySize(Precision precision) throws Exception {
    try (DecoderModel model = Loaded.folder(folder, precision)) {
      long[] prompt = prompt(2 * Loaded.CHUNK + 11, 9, model.config().vocabulary());
      float[] logits = Loaded.prefill(model, prompt, 2);
      filled(model);
      assertArrayEquals(logits, Loaded.prefill(model, prompt, 0));
      float[] whole = new float[0];
      for (int from = 0; from < prompt.length; from += Loaded.CHUNK) {
        int to = Math.min(prompt.length, from + Loaded.CHUNK);
        whole = model.chunk(prompt, from, to, 3).advance(Integer.MAX_VALUE / 2);
      }
      assertArrayEquals(logits, whole);
    }
  }

  /** Between two slices of a chunk others step; their rows and the chunk must not meet. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void chunkAndSteps_doNotDisturbEachOther(Precision precision) throws Exception {
    try (DecoderModel model = Loaded.folder(folder, precision)) {
      Asked[] a = filled(model);
      long[] prompt = prompt(Loaded.CHUNK - 5, 5, model.config().vocabulary());
      float[][] quiet = step(model, a[0], a[1]);
      float[] alone = Loaded.prefill(model, prompt, 3);
      DecoderModel.Chunk chunk = model.chunk(prompt, 0, prompt.length, 3);
      float[] logits = new float[0];
      while (chunk.layersLeft() > 0) {
        logits = chunk.advance(1);
        float[][] between = step(model, a[0], a[1]);
        assertArrayEquals(quiet[0], between[0]);
        assertArrayEquals(quiet[1], between[1]);
      }
      assertArrayEquals(alone, logits);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void neighboursOfGarbage_changeNothing(Precision precision) throws Exception {
    try (DecoderModel model = Loaded.folder(folder, precision)) {
      Asked[] a = filled(model);
      float[] expected = step(model, a[2])[0];
      for (int round = 0; round < 5; round++) {
        Random random = new Random(round);
        Asked[] around = new Asked[4];
        Arrays.setAll(around, i -> new Asked(4 + random.nextInt(290), random.nextInt(400), i));
        around[2] = a[2];
        assertArrayEquals(expected, step(model, around)[2], "round " + round);
      }
    }
  }

  /** What a block holds is what computing the chunk again would give, in any slot. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void restored_isWhatWasKept(Precision precision) throws Exception {
    try (DecoderModel model = Loaded.folder(folder, precision)) {
      long[] prompt = prompt(2 * Loaded.CHUNK + 5, 4, model.config().vocabulary());
      float[] logits = Loaded.prefill(model, prompt, 0);
      float[] next = step(model, new Asked(50, prompt.length, 0))[0];
      model.keep(0, 0, 7);
      model.keep(0, Loaded.CHUNK, 2);
      filled(model);
      model.restore(3, 0, 7);
      model.restore(3, Loaded.CHUNK, 2);
      DecoderModel.Chunk rest = model.chunk(prompt, 2 * Loaded.CHUNK, prompt.length, 3);
      assertArrayEquals(logits, rest.advance(rest.layersLeft()));
      assertArrayEquals(next, step(model, new Asked(50, prompt.length, 3))[0]);
    }
  }

  /**
   * An answer is replayed across the edge of a window of 32, and without position encoding: by rows
   * of one step that see each other, as bits.
   */
  @ParameterizedTest
  @CsvSource({
    "tiny-mistral-sliding, F32", "tiny-mistral-sliding, BF16", "tiny-mistral-sliding, INT8",
    "tiny-smollm3, F32", "tiny-smollm3, BF16", "tiny-smollm3, INT8",
  })
  void replay_acrossTheWindowsEdge_givesTheSameBits(String name, Precision precision)
      throws Exception {
    Path fixture = FIXTURES.resolve(name);
    if (!Files.isDirectory(fixture)) {
      System.err.println("SKIPPED: no golden model at " + fixture);
    }
    Assumptions.assumeTrue(Files.isDirectory(fixture));
    try (DecoderModel model = Loaded.folder(fixture, precision)) {
      int vocabulary = model.config().vocabulary();
      for (int length : new int[] {20, 31, 32, Loaded.CHUNK + 20}) {
        long[] prompt = prompt(length, length, vocabulary);
        long[] answer = prompt(45, 1000 + length, vocabulary);
        Loaded.prefill(model, prompt, 1);
        float[][] oneByOne = new float[answer.length][];
        for (int i = 0; i < answer.length; i++) {
          oneByOne[i] = step(model, new Asked(answer[i], length + i, 1))[0];
        }
        replayed(model, prompt, answer, oneByOne);
      }
    }
  }

  private static void replayed(
      DecoderModel model, long[] prompt, long[] answer, float[][] oneByOne) {
    Loaded.prefill(model, prompt, 2);
    for (int from = 0; from < answer.length; from += Loaded.ROWS) {
      int first = from;
      Asked[] rows = new Asked[Math.min(Loaded.ROWS, answer.length - from)];
      Arrays.setAll(rows, i -> new Asked(answer[first + i], prompt.length + first + i, 2));
      float[][] logits = step(model, rows);
      for (int i = 0; i < rows.length; i++) {
        assertArrayEquals(
            oneByOne[from + i], logits[i], "prompt " + prompt.length + ", answer " + (from + i));
      }
    }
    assertTrue(answer.length > 40, "past the window's edge from within it");
  }
}
