package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.architecture.Precision;

/** Our decoder against the reference implementation's outputs on a tiny checkpoint. */
final class GoldenLogitsIT {
  private static final Path FIXTURES = Path.of("../../shared/fixtures/generated");

  @TempDir private Path cache = Path.of("");

  @BeforeAll
  static void needsFixtures() {
    System.setProperty("ai.djl.offline", "true");
    boolean present = Files.isDirectory(FIXTURES);
    if (!present) {
      System.err.println("SKIPPED: no golden models at " + FIXTURES);
    }
    Assumptions.assumeTrue(present);
  }

  @Test
  void prefill_matchesReferenceLogits() throws Exception {
    matches("tiny-llama-tied");
  }

  @Test
  void prefill_matchesReferenceLogits_untiedBf16Weights() throws Exception {
    matches("tiny-llama-untied-bf16");
  }

  @Test
  void prefill_inBf16StaysNearReferenceLogits() throws Exception {
    Path folder = FIXTURES.resolve("tiny-llama-tied");
    JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
    try (ChatModel model = ChatModel.load(folder, cache, Precision.BF16, 2, 64)) {
      ChatModel.prepareThread();
      float[] logits = model.prefill(longs(golden.path("input_ids")), 1, 0);
      float[] reference = floats(golden.path("last_logits"));
      // bfloat16 keeps eight bits: an error of a few parts in a hundred of the largest logit.
      float largest = 0;
      for (float logit : reference) {
        largest = Math.max(largest, Math.abs(logit));
      }
      assertArrayEquals(reference, logits, 0.03f * largest);
    }
  }

  private void matches(String name) throws Exception {
    Path folder = FIXTURES.resolve(name);
    JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
    long[] prompt = longs(golden.path("input_ids"));
    golden = golden.has("f32_upcast") ? golden.path("f32_upcast") : golden;
    long[] greedy = longs(golden.path("greedy_24"));
    try (ChatModel model = ChatModel.load(folder, cache, Precision.F32, 2, 64)) {
      ChatModel.prepareThread();
      float[] logits = model.prefill(prompt, 1, 0);
      assertArrayEquals(floats(golden.path("last_logits")), logits, 1e-4f);
      for (int i = 0; i < greedy.length; i++) {
        int best = new Sampling(0, 1, 0).choose(logits, 0, logits.length, i);
        assertEquals(greedy[i], best, "greedy model-token " + i);
        logits = model.step(new long[] {best}, new long[] {prompt.length + i}, new long[] {1});
      }
    }
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
