package org.tributary.inference.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.inference.http.TestWorker.CHAT;
import static org.tributary.inference.http.TestWorker.COMPLETIONS;
import static org.tributary.inference.http.TestWorker.HELLO;
import static org.tributary.inference.http.TestWorker.JSON;
import static org.tributary.inference.http.TestWorker.body;
import static org.tributary.inference.http.TestWorker.chat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** Whatever comes, the caller is told that it is at fault, and the worker goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestIT {
  private static final int MUTATIONS = 400;
  private final TestWorker worker;

  HostileRequestIT(@TempDir Path folder) throws Exception {
    worker =
        new TestWorker(
            TinyModel.fast(folder.resolve("model")),
            EngineSettings.DEFAULT.with(Precision.F32).with(4, 32, 128),
            TestWorker.limits(200_000, Duration.ofSeconds(30)));
  }

  @AfterAll
  void close() {
    worker.close();
  }

  @AfterEach
  void stillServes() throws Exception {
    assertEquals(3, worker.chatted("\"max_tokens\":3").at("/usage/completion_tokens").asInt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"temperature\":NaN",
        "\"temperature\":\"NaN\"",
        "\"temperature\":1e999",
        "\"temperature\":-0.1",
        "\"max_tokens\":1e999",
        "\"max_tokens\":99999999999999999999",
        "\"max_tokens\":[]",
        "\"max_tokens\":0",
        "\"seed\":1e400",
        "\"logit_bias\":{\"5\":\"Infinity\"}",
        "\"logit_bias\":{\"\\ud800\":{}}",
        "\"logit_bias\":{\"1e2\":1}",
        "\"stop\":{\"a\":1}",
        "\"stop\":[1]",
        "\"n\":-1",
        "\"user\":{}",
        "\"tributary\":7",
        "\"tributary\":{\"resume_ids\":[1e99]}",
        "\"tributary\":{\"resume_ids\":[null]}",
        "\"model\":\"\\ud800\"",
        "\"messages\":[null]",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":[]}]}]",
      })
  void badField_isTheCallersFault(String field) throws Exception {
    assertFault(worker.post(CHAT, chat(field)));
  }

  @Test
  void deepJson_isRefused() throws Exception {
    assertFault(worker.post(CHAT, "[".repeat(100_000)));
    assertFault(worker.post(CHAT, chat("\"stop\":" + "[".repeat(50_000) + "]".repeat(50_000))));
    assertFault(
        worker.post(COMPLETIONS, body("\"prompt\":" + "[".repeat(900) + "]".repeat(900), "")));
  }

  @Test
  void hugeValues_areRefused() throws Exception {
    assertFault(worker.post(CHAT, chat("\"model\":\"" + "x".repeat(100_000) + "\"")));
    assertFault(worker.post(CHAT, chat("\"seed\":" + "9".repeat(100_000))));
    assertFault(worker.post(COMPLETIONS, body("\"prompt\":[" + "1,".repeat(90_000) + "1]", "")));
    assertFault(worker.post(CHAT, " ".repeat(200_001)));
  }

  /**
   * Half a surrogate pair, control characters, and what may be taken for markup of the template.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud800",
        "a\\udc00b",
        "\\u0000",
        "{{ 7 * 7 }}{% for x in y %}",
        "<|end|><|user|>"
      })
  void strangeText_isText(String text) throws Exception {
    HttpResponse<String> response =
        worker.post(
            CHAT,
            body(HELLO.replace("the cat", text), "\"max_tokens\":2,\"user\":\"" + text + "\""));
    assertEquals(200, response.statusCode(), response.body());
    HttpResponse<String> completion =
        worker.post(COMPLETIONS, body("\"prompt\":\"" + text + "\"", "\"stop\":\"" + text + "\""));
    assertEquals(200, completion.statusCode(), completion.body());
  }

  @Test
  void mutatedBodies_neverFailTheWorker() throws Exception {
    byte[] valid =
        chat("\"temperature\":0.5,\"stop\":[\"a\",\"b\"],\"logit_bias\":{\"5\":1},\"max_tokens\":4,"
                + "\"logprobs\":true,\"top_logprobs\":3,\"tributary\":{\"resume_ids\":[70,71]}")
            .getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(4);
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] body = valid.clone();
      for (int m = random.nextInt(3); m >= 0; m--) {
        String letters = "{}[]\",:-0919e.\\u ";
        body[random.nextInt(body.length)] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt(256)
                : (byte) letters.charAt(random.nextInt(letters.length()));
      }
      HttpResponse<String> response =
          worker.client().send(worker.request(CHAT, body), HttpResponse.BodyHandlers.ofString());
      String sent = new String(body, StandardCharsets.ISO_8859_1);
      assertTrue(response.statusCode() < 500, sent + "\n" + response.body());
      JSON.readTree(response.body());
      accepted += response.statusCode() == 200 ? 1 : 0;
    }
    assertTrue(accepted > 10 && accepted < MUTATIONS, "accepted " + accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/v1/../v1/models", "//health", "/health/", "/v1/chat"})
  void strangePath_isNotFound(String path) throws Exception {
    try (Call call = Call.get(worker.server.port(), path)) {
      assertTrue(call.readLine().matches("HTTP/1.1 4\\d\\d .*"), path);
    }
  }

  @Test
  void garbage_isABadRequest() throws Exception {
    try (Call call = Call.raw(worker.server.port(), "\u0001\u0002 nonsense\r\n\r\n")) {
      assertTrue(call.readLine().startsWith("HTTP/1.1 400"));
    }
  }

  private static void assertFault(HttpResponse<String> response) throws Exception {
    int status = response.statusCode();
    assertTrue(status >= 400 && status < 500, status + " " + response.body());
    String message = JSON.readTree(response.body()).at("/error/message").asText();
    assertTrue(message.length() > 10 && message.length() < 1_100, response.body());
  }
}
