package org.tributary.gateway.image;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.gateway.harness.DrawnEvents;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.harness.TestModels;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

/** A gateway of which images are asked over real HTTP, with a real Redis. */
@Timeout(60)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ImageTest {
  static final ObjectMapper JSON = new ObjectMapper();

  static final int STEPS = 20;

  static final long PIXELS = 64 * 64;

  static final long ONE = PIXELS * STEPS;

  static final String PATH = "/v1/images/generations";

  final HttpClient http = HttpClient.newHttpClient();

  final FakeWorker worker = new FakeWorker();

  final TestGateway gateway;

  ImageTest(URI redis) {
    gateway =
        new TestGateway(
            redis,
            Map.of(
                "micronaut.server.max-request-size", 1_000_000,
                "tributary.image.max-image-bytes", 300_000));
  }

  @BeforeEach
  void open() throws Exception {
    gateway.bean(Redis.class).commands().flushall();
    gateway.open(1_000_000);
    gateway.announce(worker, TestModels.DRAWING, TestModels.DRAWING_CONTENT);
    worker.answers(DrawnEvents.whole(STEPS));
    worker.requests.clear();
  }

  @AfterEach
  void forget() {
    gateway.bean(Redis.class).commands().flushall();
  }

  /** Else it would end the calls of other tests, whose clocks stand in the past. */
  @AfterAll
  void stop() {
    gateway.close();
    worker.close();
  }

  String begin(String fields) throws Exception {
    HttpResponse<String> answer = send(fields, Map.of("Prefer", "respond-async"));
    assertEquals(202, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body()).get("id").asText();
  }

  JsonNode cancel(String id) throws Exception {
    gateway.send(gateway.request("/v1/images/jobs/" + id + "/cancel", "", null));
    await().until(() -> !job(id).get("status").asText().equals("running"));
    return job(id);
  }

  JsonNode awaitJob(String id, String field) {
    await().until(() -> !job(id).at(field).isMissingNode());
    try {
      return job(id);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode job(String id) throws Exception {
    return gateway.get("/v1/images/jobs/" + id);
  }

  HttpResponse<String> post(String fields) throws Exception {
    return send(fields, Map.of());
  }

  HttpResponse<String> send(String fields, Map<String, String> headers) throws Exception {
    return gateway.send(request(fields, headers));
  }

  HttpRequest request(String fields, Map<String, String> headers) {
    String[] more =
        headers.entrySet().stream()
            .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
            .toArray(String[]::new);
    return gateway.request(PATH, body(fields), "Bearer " + gateway.accessKey(), more);
  }

  static String body(String fields) {
    return "{\"model\":\"%s\",\"prompt\":\"a cat\",\"size\":\"64x64\",%s}"
        .formatted(TestModels.DRAWING, fields);
  }

  static HttpRequest get(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }

  byte[] file(String url) throws Exception {
    HttpResponse<byte[]> answer = http.send(get(URI.create(url)), BodyHandlers.ofByteArray());
    assertEquals(200, answer.statusCode());
    assertEquals("image/png", answer.headers().firstValue("Content-Type").orElseThrow());
    return answer.body();
  }

  static String code(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body()).at("/error/code").asText();
  }

  static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }
}
