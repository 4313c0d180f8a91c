package org.tributary.inference.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.inference.http.TestWorker.CHAT;
import static org.tributary.inference.http.TestWorker.HELLO;
import static org.tributary.inference.http.TestWorker.JSON;
import static org.tributary.inference.http.TestWorker.assertRefused;
import static org.tributary.inference.http.TestWorker.chat;
import static org.tributary.inference.http.TestWorker.content;
import static org.tributary.inference.http.TestWorker.joined;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** The worker as its callers see it, on a random model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerServerIT {
  private static final int MAX_BODY = 20_000;

  private final TestWorker worker;

  WorkerServerIT(@TempDir Path folder) throws Exception {
    worker =
        new TestWorker(
            TinyModel.fast(folder.resolve("model")),
            EngineSettings.DEFAULT.with(Precision.F32).with(4, 32, 512),
            TestWorker.limits(MAX_BODY, Duration.ofSeconds(30)));
  }

  @AfterAll
  void close() {
    worker.close();
  }

  @Test
  void streamAndWhole_giveTheSameTextAndUsage() throws Exception {
    JsonNode whole = ask("\"seed\":5,\"max_tokens\":40");
    List<JsonNode> events =
        stream("\"seed\":5,\"max_tokens\":40,\"stream_options\":{\"include_usage\":true}");
    assertEquals(content(whole), joined(events, 0));
    JsonNode usage = events.getLast().path("usage");
    assertEquals(whole.path("usage"), usage);
    assertEquals(40, usage.path("completion_tokens").asInt());
    assertEquals(usage.path("prompt_tokens").asInt() + 40, usage.path("total_tokens").asInt());
    assertEquals("length", whole.path("choices").path(0).path("finish_reason").asText());
    assertEquals("assistant", events.getFirst().at("/choices/0/delta/role").asText());
    assertEquals("length", events.get(events.size() - 2).at("/choices/0/finish_reason").asText());
    assertEquals(1, events.stream().map(e -> e.path("id").asText()).distinct().count());
  }

  /** What the gateway charges by: each event says how many model-tokens it completes. */
  @Test
  void stream_countsModelTokensInEachEvent() throws Exception {
    List<JsonNode> events = stream("\"seed\":5,\"max_tokens\":12");
    List<Integer> counts =
        events.stream().map(e -> e.at("/tributary/completion_tokens").asInt()).distinct().toList();
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), counts);
    assertTrue(events.getFirst().at("/tributary/prompt_tokens").asInt() > 3);
  }

  @Test
  void seed_decidesTheAnswer() throws Exception {
    String first = content(ask("\"seed\":1,\"max_tokens\":30"));
    assertEquals(first, content(ask("\"seed\":1,\"max_tokens\":30")));
    assertNotEquals(first, content(ask("\"seed\":2,\"max_tokens\":30")));
    assertNotEquals(
        content(ask("\"max_tokens\":30")), content(ask("\"max_tokens\":30")), "no seed: another");
  }

  @Test
  void temperatureZero_ignoresTheSeed() throws Exception {
    assertEquals(
        content(ask("\"temperature\":0,\"seed\":1,\"max_tokens\":30")),
        content(ask("\"temperature\":0,\"seed\":2,\"max_tokens\":30")));
  }

  @Test
  void stop_endsBeforeTheString_inBothForms() throws Exception {
    String all = content(ask("\"seed\":5,\"max_tokens\":40"));
    String stop = all.substring(all.length() / 2, all.length() / 2 + 2);
    String fields =
        "\"seed\":5,\"max_tokens\":40,\"stop\":[\"never said\","
            + JSON.writeValueAsString(stop)
            + "]";
    JsonNode stopped = ask(fields);
    assertEquals(all.substring(0, all.indexOf(stop)), content(stopped));
    assertEquals("stop", stopped.at("/choices/0/finish_reason").asText());
    assertTrue(stopped.at("/usage/completion_tokens").asInt() < 40);
    assertEquals(content(stopped), joined(stream(fields), 0));
  }

  @Test
  void maxTokens_bothSpellings() throws Exception {
    assertEquals(3, ask("\"max_completion_tokens\":3").at("/usage/completion_tokens").asInt());
    assertEquals(1, ask("\"max_tokens\":1").at("/usage/completion_tokens").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"model\":\"tiny\"} | 400 | messages | invalid_value",
        "{\"messages\":[]} | 400 | model | invalid_value",
        "{\"model\":\"tiny\",\"messages\":[{\"role\":\"x\",\"content\":\"\"}]} | 400 | messages[0].role | invalid_value",
        "{\"model\":\"tiny\",@,\"temperature\":9} | 400 | temperature | invalid_value",
        "{\"model\":\"tiny\",@,\"temperature\":\"hot\"} | 400 | temperature | invalid_type",
        "{\"model\":\"tiny\",@,\"stream_options\":{\"include_usage\":{}}} | 400 | stream_options.include_usage | invalid_type",
        "{\"model\":\"tiny\",\"messages\":[{\"role\":[],\"content\":\"\"}]} | 400 | messages[0].role | invalid_type",
        "{\"model\":\"tiny\",\"messages\":\"hi\"} | 400 | messages | invalid_type",
        "{\"model\":\"other\",@} | 404 | model | model_not_found",
        "{\"model\":\"tiny\" | 400 | - | invalid_json",
        "[] | 400 | - | invalid_json",
        "null | 400 | - | invalid_json",
        "`` | 400 | - | invalid_json",
      })
  void complete_refusesAndNamesTheField(String body, int status, String param, String code)
      throws Exception {
    HttpResponse<String> response = post(body.replace("@", HELLO));
    assertRefused(response, status, code);
    JsonNode named = JSON.readTree(response.body()).at("/error/param");
    assertEquals(param.equals("-") ? "null" : param, named.asText());
  }

  @Test
  void complete_promptOverTheContext_isRefused() throws Exception {
    HttpResponse<String> response = post(chat("").replace("the cat", "zq".repeat(600)));
    assertRefused(response, 400, "context_length_exceeded");
  }

  @Test
  void complete_bodyOverTheLimit_isRefused() throws Exception {
    assertRefused(post(" ".repeat(MAX_BODY + 1)), 413, "body_too_large");
    assertEquals(200, post(chat("\"max_tokens\":1")).statusCode());
  }

  @Test
  void unknownPath_isRefusedInTheSameShape() throws Exception {
    assertRefused(worker.get("/v1/nothing"), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource({"/v1/completions,POST", "/v1/chat/completions?x=1,POST"})
  void wrongMethod_isToldTheRightOne(String path, String allowed) throws Exception {
    HttpResponse<String> response = worker.get(path);
    assertRefused(response, 405, "method_not_allowed");
    assertEquals(allowed, response.headers().firstValue("allow").orElse(""));
  }

  @Test
  void postToAGet_isToldSo() throws Exception {
    HttpResponse<String> response = worker.post("/health", "{}");
    assertRefused(response, 405, "method_not_allowed");
    assertEquals("GET", response.headers().firstValue("allow").orElse(""));
  }

  @Test
  void manyAtOnce_eachGetsTheAnswerItWouldGetAlone() throws Exception {
    List<String> alone = new ArrayList<>();
    for (int seed = 0; seed < 24; seed++) {
      alone.add(content(ask("\"max_tokens\":30,\"seed\":" + seed)));
    }
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int seed = 0; seed < 24; seed++) {
      all.add(
          worker
              .client()
              .sendAsync(
                  worker.request(CHAT, chat("\"max_tokens\":30,\"seed\":" + seed)),
                  HttpResponse.BodyHandlers.ofString()));
    }
    for (int seed = 0; seed < 24; seed++) {
      HttpResponse<String> response = all.get(seed).get(30, TimeUnit.SECONDS);
      assertEquals(alone.get(seed), content(JSON.readTree(response.body())), "seed " + seed);
    }
    await().until(() -> worker.engine.running() == 0 && worker.engine.queued() == 0);
  }

  @Test
  void modelsAndHealth_sayWhatIsServed() throws Exception {
    JsonNode model = JSON.readTree(worker.get("/v1/models").body()).at("/data/0");
    assertEquals("tiny", model.path("id").asText());
    assertEquals(worker.engine.contentHash().hex(), model.path("content_hash").asText());
    assertEquals(512, model.path("context").asInt());
    assertEquals("numerics", model.path("numerics_class").asText());
    HttpResponse<String> health = worker.get("/health");
    assertEquals(200, health.statusCode());
    assertEquals(
        JSON.readTree(
            """
            {"status":"UP","model":"tiny","context":512,"slots":4,"running":0,"queued":0}\
            """),
        JSON.readTree(health.body()));
  }

  private JsonNode ask(String fields) throws Exception {
    return worker.chatted(fields);
  }

  private List<JsonNode> stream(String fields) throws Exception {
    return worker.stream(CHAT, chat(fields));
  }

  private HttpResponse<String> post(String body) throws Exception {
    return worker.post(CHAT, body);
  }
}
