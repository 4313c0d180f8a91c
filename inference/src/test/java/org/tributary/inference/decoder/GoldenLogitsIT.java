package org.tributary.inference.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.models.decoder.Precision;

/** Our decoders against the reference implementation's outputs on tiny checkpoints. */
final class GoldenLogitsIT {
  private static final Path FIXTURES = Path.of("../../shared/fixtures/generated");

  @TempDir private Path copy = Path.of("");

  @BeforeAll
  static void needsFixtures() {
    System.setProperty("ai.djl.offline", "true");
    boolean present = Files.isDirectory(FIXTURES);
    if (!present) {
      System.err.println("SKIPPED: no golden models at " + FIXTURES);
    }
    Assumptions.assumeTrue(present);
  }

  static Stream<String> models() throws Exception {
    if (!Files.isDirectory(FIXTURES)) {
      return Stream.of("absent");
    }
    try (Stream<Path> folders = Files.list(FIXTURES)) {
      return folders
          .filter(f -> Files.exists(f.resolve("golden.json")))
          .filter(f -> !f.endsWith("tiny-bert-encoder") && !f.endsWith("tiny-clip-text"))
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void f32_matchesReference(String name) throws Exception {
    matches(FIXTURES.resolve(name));
  }

  @ParameterizedTest
  @MethodSource("models")
  void f32_matchesReference_inTheOlderSpelling(String name) throws Exception {
    for (String file : new String[] {"model.safetensors", "golden.json"}) {
      Files.copy(FIXTURES.resolve(name).resolve(file), copy.resolve(file));
    }
    Files.copy(
        FIXTURES.resolve(name).resolve("config.v4-layout.json"),
        copy.resolve("config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    matches(copy);
  }

  /** These keep eight bits: an error of a few parts in a hundred of the largest logit. */
  @ParameterizedTest
  @CsvSource({"BF16, 0.04", "INT8, 0.06"})
  void fewerBits_stayNearReference(Precision precision, float tolerance) throws Exception {
    for (String name : models().toList()) {
      JsonNode golden = golden(FIXTURES.resolve(name));
      try (DecoderModel model = Loaded.folder(FIXTURES.resolve(name), precision)) {
        float[] reference = floats(golden.path("last_logits"));
        float[] logits = Loaded.prefill(model, longs(golden.path("input_ids")), 1);
        float largest = 0;
        for (float logit : reference) {
          largest = Math.max(largest, Math.abs(logit));
        }
        assertArrayEquals(reference, logits, tolerance * largest, name);
      }
    }
  }

  /** The graph that GPUs run, without packed matrices, here on the CPU. */
  @ParameterizedTest
  @MethodSource("models")
  void f32_matchesReference_withTheGraphOfGpus(String name) throws Exception {
    matches(FIXTURES.resolve(name), false);
  }

  private static void matches(Path folder) throws Exception {
    matches(folder, true);
  }

  private static void matches(Path folder, boolean cpu) throws Exception {
    JsonNode golden = golden(folder);
    try (DecoderModel model = Loaded.folder(folder, Precision.F32, Loaded.ROWS, cpu)) {
      follows(model, golden, "input_ids", "last_logits", "greedy_24", 1);
      assertTrue(golden.has("long_input_ids"));
      follows(model, golden, "long_input_ids", "long_last_logits", "long_greedy_8", 0);
    }
  }

  private static void follows(
      DecoderModel model, JsonNode golden, String ids, String last, String greedy, int slot) {
    long[] prompt = longs(golden.path(ids));
    float[] logits = Loaded.prefill(model, prompt, slot);
    assertArrayEquals(floats(golden.path(last)), logits, 1e-4f);
    long[] expected = longs(golden.path(greedy));
    assertTrue(expected.length > 0);
    for (int i = 0; i < expected.length; i++) {
      int best = best(logits);
      assertEquals(expected[i], best, greedy + " " + i);
      logits = model.step(new long[] {best}, new int[] {prompt.length + i}, new int[] {slot});
    }
  }

  /** bf16 checkpoints carry a second set of results, computed in float32. */
  private static JsonNode golden(Path folder) throws Exception {
    JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
    if (!golden.has("f32_upcast")) {
      return golden;
    }
    var merged = golden.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
    golden.path("f32_upcast").properties().forEach(p -> merged.set(p.getKey(), p.getValue()));
    return merged;
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static long[] longs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }

  private static float[] floats(JsonNode array) {
    float[] out = new float[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) array.get(i).asDouble();
    }
    return out;
  }
}
