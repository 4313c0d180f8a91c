package org.tributary.inference.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.inference.http.TestWorker.CHAT;
import static org.tributary.inference.http.TestWorker.COMPLETIONS;
import static org.tributary.inference.http.TestWorker.JSON;
import static org.tributary.inference.http.TestWorker.assertRefused;
import static org.tributary.inference.http.TestWorker.body;
import static org.tributary.inference.http.TestWorker.chat;
import static org.tributary.inference.http.TestWorker.content;
import static org.tributary.inference.http.TestWorker.ids;
import static org.tributary.inference.http.TestWorker.joined;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/**
 * An answer that is cut anywhere and taken up again is the answer that was never cut. The model is
 * random, so its answers are full of half characters.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeIT {
  private static final int LENGTH = 36;
  private static final String SAMPLED =
      "\"seed\":11,\"temperature\":1.3,\"frequency_penalty\":0.5,\"repetition_penalty\":1.1,"
          + "\"max_tokens\":"
          + LENGTH;
  private final Path folder;

  ResumeIT(@TempDir Path folder) throws Exception {
    this.folder = TinyModel.fast(folder.resolve("model"));
  }

  private TestWorker worker(Precision precision) throws Exception {
    return new TestWorker(
        folder,
        EngineSettings.DEFAULT.with(precision).with(4, 32, 512),
        TestWorker.limits(1 << 20, Duration.ofSeconds(30)));
  }

  private static String extension(List<Integer> resumed) {
    return ",\"tributary\":{\"return_ids\":true,\"resume_ids\":" + resumed + "}";
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void chat_cutAnywhere_goesOnAsIfItHadNotBeen(Precision precision) throws Exception {
    try (TestWorker worker = worker(precision)) {
      List<JsonNode> all = worker.stream(CHAT, chat(SAMPLED + extension(List.of())));
      List<Integer> ids = ids(all, "completion_ids");
      assertEquals(LENGTH, ids.size());
      int withoutText = 0;
      for (int cut = 1; cut < LENGTH; cut += 2) {
        List<JsonNode> before = all.subList(0, cut);
        withoutText += all.get(cut - 1).at("/choices/0/delta/content").asText().isEmpty() ? 1 : 0;
        List<JsonNode> rest = worker.stream(CHAT, chat(SAMPLED + extension(ids.subList(0, cut))));
        assertEquals(ids.subList(cut, LENGTH), ids(rest, "completion_ids"), "from " + cut);
        assertEquals(joined(all, 0), joined(before, 0) + joined(rest, 0), "from " + cut);
        assertEquals(
            cut + 1, rest.getFirst().at("/tributary/completion_tokens").asInt(), "from " + cut);
        assertEquals(LENGTH, rest.getLast().at("/tributary/completion_tokens").asInt());
      }
      assertTrue(withoutText > 0, "no cut was within a character");
    }
  }

  @Test
  void completion_whole_isTheRest_andCountsAll() throws Exception {
    try (TestWorker worker = worker(Precision.F32)) {
      String prompt = "\"prompt\":\"the hat\"";
      JsonNode all = worker.ask(COMPLETIONS, body(prompt, SAMPLED + extension(List.of())));
      List<Integer> ids = ids(List.of(all), "completion_ids");
      JsonNode rest =
          worker.ask(COMPLETIONS, body(prompt, SAMPLED + extension(ids.subList(0, 20))));
      assertEquals(ids.subList(20, LENGTH), ids(List.of(rest), "completion_ids"));
      assertEquals(all.path("usage"), rest.path("usage"));
      assertTrue(all.at("/choices/0/text").asText().endsWith(rest.at("/choices/0/text").asText()));
    }
  }

  /** The string that stops it begins in what was delivered and ends in what was not. */
  @Test
  void stopString_acrossTheCut_stops() throws Exception {
    try (TestWorker worker = worker(Precision.F32)) {
      JsonNode all = worker.chatted(SAMPLED + extension(List.of()));
      String text = content(all);
      String stop = text.substring(text.length() / 2, text.length() / 2 + 4);
      String fields = SAMPLED + ",\"stop\":" + JSON.writeValueAsString(stop);
      List<JsonNode> stopped = worker.stream(CHAT, chat(fields + extension(List.of())));
      List<Integer> ids = ids(stopped, "completion_ids");
      assertTrue(ids.size() > 3 && ids.size() < LENGTH);
      for (int cut = 1; cut < ids.size(); cut++) {
        List<JsonNode> rest = worker.stream(CHAT, chat(fields + extension(ids.subList(0, cut))));
        assertEquals(
            text.substring(0, text.indexOf(stop)),
            joined(stopped.subList(0, cut), 0) + joined(rest, 0),
            "from " + cut);
        assertEquals("stop", rest.getLast().at("/choices/0/finish_reason").asText());
      }
      var ended = worker.post(CHAT, chat(fields + extension(ids)));
      assertRefused(ended, 400, "invalid_value");
      assertTrue(ended.body().contains("already ended"), ended.body());
    }
  }
}
