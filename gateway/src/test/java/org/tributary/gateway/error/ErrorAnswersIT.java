package org.tributary.gateway.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.RedisCommandTimeoutException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.gateway.redis.RealRedis;

/** Every kind of failure over real HTTP, each in OpenAI's shape. */
@ExtendWith(RealRedis.class)
class ErrorAnswersIT {

  private static final String SPEC = "ErrorAnswersIT";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static EmbeddedServer server;

  record Message(String role, int count) {
    Message {
      if (count < 1) {
        throw new IllegalArgumentException("count starts at 1");
      }
    }
  }

  record Question(String model, List<Message> messages) {}

  @Controller("/v1/failing")
  @Requires(property = "spec.name", value = SPEC)
  static class FailingController {

    @Get("/refused")
    String refused() {
      throw new ApiException(
          HttpStatus.PAYMENT_REQUIRED, ApiError.PAYMENT, "payment_required", "model", "Pay first.");
    }

    @Get("/unexpected")
    String unexpected() {
      throw new IllegalStateException("secret internals");
    }

    @Get("/redis")
    String redis() {
      throw new RedisCommandTimeoutException("127.0.0.1:6399");
    }

    @Get("/number")
    String number(@QueryValue int n) {
      return Integer.toString(n);
    }

    @Post("/question")
    Question question(@Body Question question) {
      return question;
    }
  }

  @BeforeAll
  static void start(URI redis) {
    server =
        ApplicationContext.run(
            EmbeddedServer.class,
            Map.of(
                "spec.name",
                SPEC,
                "micronaut.server.port",
                -1,
                "micronaut.server.max-request-size",
                2_000,
                "tributary.payment.sweep",
                "false",
                "tributary.watch.poll-every",
                "0s",
                "tributary.redis.uri",
                redis.toString()));
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Test
  void apiException_isAnsweredAsItIs() throws Exception {
    JsonNode error = error(402, get("/v1/failing/refused"));

    assertEquals(
        JSON.readTree(
            """
            {"message":"Pay first.","type":"payment_error","param":"model",
             "code":"payment_required"}
            """),
        error);
  }

  @Test
  void unexpectedFailure_showsNoInternals() throws Exception {
    HttpResponse<String> answer = get("/v1/failing/unexpected");

    JsonNode error = error(500, answer);
    assertEquals("internal_error", error.get("code").asText());
    assertFalse(answer.body().contains("secret"), answer.body());
    String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
    assertTrue(error.get("message").asText().contains(id), answer.body());
  }

  @Test
  void redisAway_isTemporary() throws Exception {
    HttpResponse<String> answer = get("/v1/failing/redis");

    assertEquals("temporarily_unavailable", error(503, answer).get("code").asText());
    assertFalse(answer.body().contains("6399"), answer.body());
  }

  @Test
  void unknownRoute_isNamed() throws Exception {
    JsonNode error = error(404, get("/v1/nowhere"));

    assertEquals("unknown_url", error.get("code").asText());
    assertTrue(error.get("message").asText().contains("GET /v1/nowhere"));
  }

  @Test
  void otherMethod_isNotAllowed() throws Exception {
    assertEquals(
        "method_not_allowed", error(405, post("/v1/failing/refused", "{}")).get("code").asText());
  }

  @Test
  void otherMediaType_isNotSupported() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/v1/failing/question")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("hello"))
                .build());

    assertEquals("unsupported_media_type", error(415, answer).get("code").asText());
  }

  @Test
  void malformedJson_isSaidWithoutQuotingIt() throws Exception {
    HttpResponse<String> answer = post("/v1/failing/question", "{\"model\":\"my secret\",,}");

    assertEquals("invalid_json", error(400, answer).get("code").asText());
    assertFalse(answer.body().contains("secret"), answer.body());
  }

  @Test
  void wrongType_namesTheField() throws Exception {
    JsonNode error =
        error(
            400,
            post(
                "/v1/failing/question",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"count\":\"many\"}]}"));

    assertEquals("messages[0].count", error.get("param").asText());
    assertEquals("invalid_value", error.get("code").asText());
  }

  @Test
  void refusedValue_saysWhy() throws Exception {
    JsonNode error =
        error(
            400,
            post(
                "/v1/failing/question",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"count\":0}]}"));

    assertEquals("messages[0]", error.get("param").asText());
    assertTrue(error.get("message").asText().contains("count starts at 1"), error.toString());
  }

  @Test
  void missingBody_isRefused() throws Exception {
    assertEquals(
        "invalid_request_error", error(400, post("/v1/failing/question", "")).get("type").asText());
  }

  @Test
  void wrongQueryValue_namesTheParameter() throws Exception {
    assertEquals("n", error(400, get("/v1/failing/number?n=many")).get("param").asText());
    assertEquals("n", error(400, get("/v1/failing/number")).get("param").asText());
  }

  @Test
  void tooLargeBody_isRefused() throws Exception {
    HttpResponse<String> answer =
        post("/v1/failing/question", "{\"model\":\"" + "m".repeat(3_000) + "\"}");

    assertEquals("body_too_large", error(413, answer).get("code").asText());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  private static HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.getURI() + path));
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static JsonNode error(int status, HttpResponse<String> answer) throws IOException {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse("none"));
    assertTrue(answer.headers().firstValue("X-Request-Id").isPresent(), "request id");
    JsonNode error = JSON.readTree(answer.body()).get("error");
    assertEquals(
        List.of("code", "message", "param", "type"),
        error.properties().stream().map(Map.Entry::getKey).sorted().toList());
    return error;
  }
}
