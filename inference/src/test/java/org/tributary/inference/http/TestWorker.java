package org.tributary.inference.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.engine.ModelEngine;
import org.tributary.inference.image.ImageEngine;

/** A worker in this process, and a client of it. */
final class TestWorker implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String CHAT = "/v1/chat/completions";
  static final String COMPLETIONS = "/v1/completions";
  static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"the cat\"}]";
  static final String NAME = "tiny";

  static final String IMAGES = "/v1/images/generations";

  final ModelEngine engine;
  final WorkerServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** How a model is loaded. */
  private interface Start {
    ModelEngine start(MeterRegistry registry) throws Exception;
  }

  TestWorker(Path folder, EngineSettings settings, WorkerServer.Settings limits) throws Exception {
    this(registry -> InferenceEngine.start(folder, settings, registry), limits);
  }

  /** One that draws. */
  TestWorker(Path folder, ImageEngine.Settings settings, WorkerServer.Settings limits)
      throws Exception {
    this(registry -> ImageEngine.start(folder, settings, registry), limits);
  }

  private TestWorker(Start model, WorkerServer.Settings limits) throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    server = WorkerServer.bind(limits, registry::scrape, Clock.systemUTC(), JSON);
    engine = model.start(registry);
    server.serve(new LoadedModel(NAME, engine, "numerics"));
  }

  /** Limits as the defaults', but for bodies of {@code maxBodyBytes}. */
  static WorkerServer.Settings limits(int maxBodyBytes, Duration readTimeout) {
    return new WorkerServer.Settings(
        "127.0.0.1",
        0,
        maxBodyBytes,
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        readTimeout,
        Duration.ofSeconds(2));
  }

  @Override
  public void close() {
    engine.close();
    server.close();
    client.close();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A chat with one message and these {@code fields}. */
  static String chat(String fields) {
    return body(HELLO, fields);
  }

  static String body(String prompt, String fields) {
    return "{\"model\":\"" + NAME + "\"," + prompt + (fields.isEmpty() ? "" : "," + fields) + "}";
  }

  HttpRequest request(String path, String body) {
    return request(path, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpRequest request(String path, byte[] body) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(60))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  HttpClient client() {
    return client;
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return client.send(request(path, body), HttpResponse.BodyHandlers.ofString());
  }

  /** The whole answer, which must be one. */
  JsonNode ask(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response = post(path, body);
    assertEquals(200, response.statusCode(), response.body());
    return JSON.readTree(response.body());
  }

  JsonNode chatted(String fields) throws IOException, InterruptedException {
    return ask(CHAT, chat(fields));
  }

  /** The events of a stream, without the closing one, which must be there. */
  List<JsonNode> stream(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> response =
        post(path, body.substring(0, body.length() - 1) + ",\"stream\":true}");
    assertEquals(
        "text/event-stream",
        response.headers().firstValue("content-type").orElse(""),
        response.body());
    List<String> data =
        response.body().lines().filter(l -> !l.isEmpty()).map(l -> l.substring(6)).toList();
    assertEquals("[DONE]", data.getLast());
    List<JsonNode> events = new ArrayList<>();
    for (String event : data.subList(0, data.size() - 1)) {
      events.add(JSON.readTree(event));
    }
    return events;
  }

  static String content(JsonNode completion) {
    return completion.at("/choices/0/message/content").asText();
  }

  /** The text of one choice of a stream, of a chat or of a completion. */
  static String joined(List<JsonNode> events, int choice) {
    StringBuilder text = new StringBuilder();
    for (JsonNode event : events) {
      for (JsonNode part : event.path("choices")) {
        if (part.path("index").asInt() == choice) {
          text.append(part.at("/delta/content").asText("")).append(part.path("text").asText(""));
        }
      }
    }
    return text.toString();
  }

  /** The ids that a whole answer or the events of a stream name. */
  static List<Integer> ids(Iterable<JsonNode> events, String field) {
    List<Integer> ids = new ArrayList<>();
    events.forEach(e -> e.path("tributary").path(field).forEach(id -> ids.add(id.asInt())));
    return ids;
  }

  static void assertRefused(HttpResponse<String> response, int status, String code)
      throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    JsonNode error = JSON.readTree(response.body()).path("error");
    assertEquals(code, error.path("code").asText(), response.body());
    assertTrue(error.path("message").asText().length() > 10, response.body());
    assertTrue(error.has("type") && error.has("param"), response.body());
  }
}
