package org.tributary.inference.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.inference.http.TestWorker.CHAT;
import static org.tributary.inference.http.TestWorker.COMPLETIONS;
import static org.tributary.inference.http.TestWorker.JSON;
import static org.tributary.inference.http.TestWorker.assertRefused;
import static org.tributary.inference.http.TestWorker.body;
import static org.tributary.inference.http.TestWorker.chat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** A worker from binding to closing, as seen from outside. */
class LifecycleIT {
  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void model() throws IOException {
    TinyModel.slow(folder.resolve("slow"));
    TinyModel.fast(folder.resolve("fast"));
  }

  private static TestWorker worker(String model, int slots) throws Exception {
    return new TestWorker(
        folder.resolve(model),
        EngineSettings.DEFAULT.with(Precision.F32).with(slots, 4, 2048),
        TestWorker.limits(1 << 20, Duration.ofSeconds(30)));
  }

  @Test
  void beforeTheModelIsLoaded_itIsAliveAndNotReady() throws Exception {
    try (WorkerServer server =
        WorkerServer.bind(
            new WorkerServer.Settings("127.0.0.1", 0), () -> "", Clock.systemUTC(), JSON)) {
      assertTrue(answer(server, "GET", "/health", "").startsWith("HTTP/1.1 503"));
      assertTrue(answer(server, "GET", "/health", "").endsWith("{\"status\":\"LOADING\"}"));
      assertTrue(answer(server, "GET", "/health/live", "").startsWith("HTTP/1.1 200"));
      assertTrue(answer(server, "GET", "/metrics", "").startsWith("HTTP/1.1 200"));
      for (String refused :
          new String[] {
            answer(server, "GET", "/v1/models", ""), answer(server, "POST", CHAT, chat(""))
          }) {
        assertTrue(refused.startsWith("HTTP/1.1 503"), refused);
        assertTrue(refused.contains("retry-after: "), refused);
        assertTrue(refused.contains("\"worker_loading\""), refused);
      }
    }
  }

  private static String answer(WorkerServer server, String method, String path, String body)
      throws IOException {
    String head = "Host: x\r\nConnection: close\r\nContent-Length: " + body.length();
    try (Call call =
        Call.raw(server.port(), method + " " + path + " HTTP/1.1\r\n" + head + "\r\n\r\n" + body)) {
      return call.readAll();
    }
  }

  @Test
  void bind_toATakenPort_saysSo() throws Exception {
    try (WorkerServer server =
        WorkerServer.bind(
            new WorkerServer.Settings("127.0.0.1", 0), () -> "", Clock.systemUTC(), JSON)) {
      var again = new WorkerServer.Settings("127.0.0.1", server.port());
      IOException refused =
          assertThrows(
              IOException.class, () -> WorkerServer.bind(again, () -> "", Clock.systemUTC(), JSON));
      assertTrue(String.valueOf(refused.getMessage()).contains(":" + server.port()));
    }
  }

  @Test
  void drain_endsWhatRunsAndWaits_andRefusesTheRest() throws Exception {
    try (TestWorker worker = worker("slow", 1);
        Call running = new Call(worker.server.port(), chat("\"max_tokens\":300,\"stream\":true"))) {
      running.awaitText("data: ");
      try (Call waiting = new Call(worker.server.port(), chat("\"max_tokens\":3"))) {
        await().until(() -> worker.engine.queued() == 1);
        worker.server.drain();
        HttpResponse<String> refused = worker.post(CHAT, chat(""));
        assertRefused(refused, 503, "worker_stopping");
        assertTrue(refused.headers().firstValue("retry-after").isPresent());
        HttpResponse<String> health = worker.get("/health");
        assertEquals(503, health.statusCode());
        assertEquals("DRAINING", JSON.readTree(health.body()).path("status").asText());
        assertEquals(200, worker.get("/health/live").statusCode());
        assertTrue(worker.engine.drain(Duration.ofSeconds(30)));
        running.awaitText("[DONE]");
        waiting.awaitText("\"finish_reason\":\"length\"");
      }
    }
  }

  @Test
  void drain_thatTakesTooLong_isCutOff_andTold() throws Exception {
    try (TestWorker worker = worker("slow", 1)) {
      try (Call running = new Call(worker.server.port(), chat("\"stream\":true"))) {
        running.awaitText("data: ");
        worker.server.drain();
        assertFalse(worker.engine.drain(Duration.ofMillis(50)));
        worker.engine.close();
        running.awaitText("worker_stopping");
      }
    }
  }

  @Test
  void metrics_tellOfCalls() throws Exception {
    try (TestWorker worker = worker("fast", 4)) {
      worker.chatted("\"max_tokens\":7,\"n\":2");
      worker.stream(CHAT, chat("\"max_tokens\":5"));
      HttpResponse<String> response = worker.get("/metrics");
      assertEquals(
          "text/plain; version=0.0.4; charset=utf-8",
          response.headers().firstValue("content-type").orElse(""));
      String text = response.body();
      assertTrue(text.contains("\ntributary_worker_decode_model_tokens_total 19.0"), text);
      assertTrue(text.contains("\ntributary_worker_requests_total{outcome=\"length\"} 3.0"), text);
      assertTrue(text.contains("\ntributary_worker_requests_total{outcome=\"refused\"} 0.0"), text);
      assertTrue(text.contains("\ntributary_worker_first_model_token_seconds_count 3"), text);
      assertTrue(text.contains("\ntributary_worker_between_model_tokens_seconds_count 16"), text);
      for (String name :
          new String[] {
            "queued",
            "running",
            "slots",
            "step_rows_bucket",
            "prefill_positions_total",
            "prefill_seconds_sum",
            "decode_seconds_sum",
            "cache_positions_used",
            "prefix_positions_total"
          }) {
        assertTrue(text.contains("\ntributary_worker_" + name), name);
      }
    }
  }

  @Test
  void modelWithoutChatTemplate_servesCompletionsOnly() throws Exception {
    Path plain = TinyModel.fast(folder.resolve("plain"));
    Files.delete(plain.resolve("tokenizer_config.json"));
    try (TestWorker worker = worker("plain", 1)) {
      HttpResponse<String> refused = worker.post(CHAT, chat(""));
      assertRefused(refused, 400, "no_chat_template");
      assertTrue(refused.body().contains(COMPLETIONS), refused.body());
      String prompt = "\"prompt\":\"the\"";
      assertEquals(200, worker.post(COMPLETIONS, body(prompt, "")).statusCode());
    }
  }

  @Test
  void templateThatRefuses_isQuoted() throws Exception {
    Path strict = TinyModel.fast(folder.resolve("strict"));
    Files.writeString(
        strict.resolve("tokenizer_config.json"),
        "{\"chat_template\":\"{{ raise_exception('roles must alternate') }}\"}");
    try (TestWorker worker = worker("strict", 1)) {
      HttpResponse<String> refused = worker.post(CHAT, chat(""));
      assertRefused(refused, 400, "refused_by_chat_template");
      assertTrue(refused.body().contains("roles must alternate"), refused.body());
    }
  }
}
