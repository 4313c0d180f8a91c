package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatUsage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What callers see over HTTP, to the byte where OpenAI's clients look. */
@Timeout(60)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatAnswerIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;

  ChatAnswerIT(URI redis) {
    gateway = new TestGateway(redis, Map.of());
  }

  @AfterAll
  void stop() {
    gateway.close();
    worker.close();
  }

  @BeforeEach
  void open() throws Exception {
    gateway.open(10_000);
    gateway.announce(worker);
    worker.streams(
        Chunks.text("Hel", 3, 1), Chunks.text("lo", 3, 2), Chunks.last(3, 2), Chunks.usage(3, 2));
  }

  @Test
  void stream_isAsOpenAis() throws Exception {
    HttpResponse<String> answer =
        gateway.ask(
            TestGateway.chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("text/event-stream", header(answer, "Content-Type"));
    assertEquals("no-store", header(answer, "Cache-Control"));
    String id = header(answer, "X-Tributary-Receipt");
    List<String> events = events(answer);
    assertEquals(5, events.size(), answer.body());
    assertEquals("[DONE]", events.getLast());
    assertChunk(
        id,
        """
        "choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]
        """,
        events.get(0));
    assertChunk(
        id,
        """
        "choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":null}]
        """,
        events.get(1));
    assertChunk(
        id,
        """
        "choices":[{"index":0,"delta":{},"finish_reason":"stop"}]
        """,
        events.get(2));
    assertChunk(
        id,
        """
        "choices":[],
        "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":"7"}
        """,
        events.get(3));
    gateway.assertSettled(7);
    JsonNode receipt = gateway.receipt(answer);
    assertEquals("complete", receipt.get("status").asText());
    assertEquals("7", receipt.get("charge").asText());
  }

  @Test
  void stream_hasNoUsageUnasked() throws Exception {
    HttpResponse<String> answer = gateway.ask(TestGateway.stream());

    assertEquals(4, events(answer).size(), answer.body());
    assertFalse(answer.body().contains("\"usage\""), answer.body());
    gateway.assertSettled(7);
  }

  @Test
  void wholeAnswer_isAsOpenAis() throws Exception {
    HttpResponse<String> answer = gateway.ask(TestGateway.chat(""));

    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("application/json", header(answer, "Content-Type"));
    ObjectNode body = (ObjectNode) JSON.readTree(answer.body());
    assertTrue(body.remove("created").asLong() > 1_700_000_000L);
    assertEquals(
        JSON.readTree(
            """
            {"id":"%s","object":"chat.completion","model":"test-model",
             "choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},
                         "finish_reason":"stop"}],
             "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":"7"}}
            """
                .formatted(header(answer, "X-Tributary-Receipt"))),
        body);
    gateway.assertSettled(7);
    assertEquals("7", gateway.receipt(answer).get("charge").asText());
  }

  @Test
  void emptyAnswer_isAnAnswer() throws Exception {
    worker.streams(Chunks.opening(), Chunks.plainLast());
    HttpResponse<String> whole = gateway.ask(TestGateway.chat(""));
    HttpResponse<String> stream = gateway.ask(TestGateway.stream());

    assertEquals(
        "", JSON.readTree(whole.body()).at("/choices/0/message/content").asText("missing"));
    assertEquals(2, events(stream).size(), stream.body());
    gateway.assertSettled(0);
    assertEquals("0", gateway.receipt(stream).get("charge").asText());
  }

  @Test
  void engineWithoutOurExtension_worksAsAWorker() throws Exception {
    ChatChunk last =
        new ChatChunk(
            "cmpl-1",
            ChatChunk.OBJECT,
            0,
            "/models/another-name",
            Chunks.of("lo", "length", null).choices(),
            ChatUsage.of(4, 3),
            null);
    worker.streams(Chunks.opening(), Chunks.plain("Hel"), last);
    HttpResponse<String> answer = gateway.ask(TestGateway.chat(""));

    JsonNode body = JSON.readTree(answer.body());
    assertEquals("Hello", body.at("/choices/0/message/content").asText());
    assertEquals("length", body.at("/choices/0/finish_reason").asText());
    assertEquals("test-model", body.get("model").asText());
    gateway.assertSettled(10);
  }

  @Test
  void worker_getsTheGatewaysCeiling() throws Exception {
    worker.requests.clear();
    gateway.ask(TestGateway.chat(",\"max_completion_tokens\":5,\"temperature\":0.5"));

    JsonNode sent = JSON.readTree(worker.requests.remove());
    assertEquals(5, sent.get("max_tokens").asInt());
    assertTrue(sent.get("stream").asBoolean());
    assertTrue(sent.at("/stream_options/include_usage").asBoolean());
    assertEquals(0.5, sent.get("temperature").asDouble());
  }

  @Test
  void worker_getsTheSamplingAndAPseudonym_notTheClientsNames() throws Exception {
    worker.requests.clear();
    gateway.ask(
        TestGateway.chat(
            ",\"top_k\":40,\"min_p\":0.1,\"repetition_penalty\":1.2,\"presence_penalty\":0.5,"
                + "\"logit_bias\":{\"7\":-5},\"logprobs\":true,\"top_logprobs\":2,"
                + "\"user\":\"alice@example.org\""));
    gateway.ask(TestGateway.chat(""));

    JsonNode sent = JSON.readTree(worker.requests.remove());
    assertEquals(40, sent.get("top_k").asInt());
    assertEquals(0.1, sent.get("min_p").asDouble());
    assertEquals(1.2, sent.get("repetition_penalty").asDouble());
    assertEquals(0.5, sent.get("presence_penalty").asDouble());
    assertEquals(-5, sent.at("/logit_bias/7").asInt());
    assertTrue(sent.get("logprobs").asBoolean());
    assertEquals(2, sent.get("top_logprobs").asInt());
    String user = sent.get("user").asText();
    assertTrue(user.matches("[0-9a-f]{16}"), user);
    assertEquals(user, JSON.readTree(worker.requests.remove()).get("user").asText());
  }

  /** A model-token that is part of a character has no text of its own, but a probability. */
  @Test
  void logprobs_arePassedOn_streamedAndWhole() throws Exception {
    worker.streams(
        Chunks.likely("Hel", -0.5f, 3, 1), Chunks.likely("", -1.5f, 3, 2), Chunks.last(3, 2));
    HttpResponse<String> whole = gateway.ask(TestGateway.chat(",\"logprobs\":true"));
    List<String> events =
        events(gateway.ask(TestGateway.chat(",\"logprobs\":true,\"stream\":true")));

    JsonNode content = JSON.readTree(whole.body()).at("/choices/0/logprobs/content");
    assertEquals(2, content.size(), whole.body());
    assertEquals("Hel", content.at("/0/token").asText());
    assertEquals(-0.5, content.at("/0/top_logprobs/0/logprob").asDouble());
    assertEquals(-1.5, content.at("/1/logprob").asDouble());
    assertEquals(4, events.size());
    assertEquals(content.get(0), JSON.readTree(events.get(0)).at("/choices/0/logprobs/content/0"));
    assertEquals(content.get(1), JSON.readTree(events.get(1)).at("/choices/0/logprobs/content/0"));
  }

  @Test
  void connections_areUsedAgain() throws Exception {
    // The end of the HTTP answer is a packet of its own, which may well come later.
    Semaphore ended = new Semaphore(0);
    Flux<String> late =
        Flux.<String>empty().delaySubscription(Duration.ofMillis(30)).doOnComplete(ended::release);
    worker.answers(response ->
        FakeWorker.send(
            response,
            Flux.just(FakeWorker.data(Chunks.last(3, 2)), FakeWorker.done()).concatWith(late)));
    worker.connections.clear();
    for (int i = 0; i < 20; i++) {
      gateway.ask(TestGateway.chat(""));
      assertTrue(ended.tryAcquire(10, TimeUnit.SECONDS), "the gateway did not wait for the end");
    }

    assertTrue(worker.connections.size() < 10, worker.connections.size() + " for 20 calls");
    gateway.assertSettled(140);
  }

  @Test
  void noKey_isToldTheTermsOfThisCall() throws Exception {
    HttpResponse<String> answer =
        gateway.send(
            gateway.request("/v1/chat/completions", TestGateway.chat(",\"max_tokens\":10"), null));

    assertEquals("payment_required", error(402, answer).get("code").asText());
    // 16 for the chat, 16 for its message, 2 bytes; 10 model-tokens at 2.
    assertEquals(JSON.readTree(terms("54")), offered(answer));
    gateway.assertSettled(0);
  }

  @Test
  void noKeyAndNoPriceableBody_isToldTheLeast() throws Exception {
    for (String body : List.of("", "{", "{\"model\":\"unknown\"}")) {
      HttpResponse<String> answer =
          gateway.send(gateway.request("/v1/chat/completions", body, null));

      error(402, answer);
      assertEquals("1000", offered(answer).at("/accepts/0/amount").asText());
    }
  }

  @Test
  void wrongKey_is401() throws Exception {
    HttpResponse<String> answer =
        gateway.send(
            gateway.request("/v1/chat/completions", TestGateway.chat(""), "Bearer tb-wrong"));

    assertEquals("invalid_access_key", error(401, answer).get("code").asText());
  }

  @Test
  void unknownModel_is404() throws Exception {
    JsonNode error =
        error(404, gateway.ask(TestGateway.chat("").replace(TestGateway.MODEL, "another")));

    assertEquals("model_not_found", error.get("code").asText());
    assertEquals("model", error.get("param").asText());
  }

  @Test
  void malformedBody_is400() throws Exception {
    assertEquals("invalid_json", error(400, gateway.ask("{\"model\":")).get("code").asText());
    error(400, gateway.ask(""));
    JsonNode error = error(400, gateway.ask(TestGateway.chat(",\"temperature\":9")));
    assertEquals("temperature", error.get("param").asText());
    gateway.assertSettled(0);
  }

  @Test
  void tooLargeBody_is413() throws Exception {
    HttpResponse<String> answer =
        gateway.ask(TestGateway.chat(",\"user\":\"" + "x".repeat(30_000) + "\""));

    assertEquals("body_too_large", error(413, answer).get("code").asText());
  }

  @Test
  void noWorker_is503() throws Exception {
    gateway.bean(Redis.class).commands().del("workers");
    HttpResponse<String> answer = gateway.ask(TestGateway.stream());

    assertEquals("no_worker", error(503, answer).get("code").asText());
    assertEquals("1", header(answer, "Retry-After"));
    gateway.assertSettled(0);
  }

  @Test
  void balanceTooSmall_is402AndReservesNothing() throws Exception {
    HttpResponse<String> answer = gateway.ask(TestGateway.chat(",\"max_tokens\":5000"));

    JsonNode error = error(402, answer);
    assertEquals("insufficient_balance", error.get("code").asText());
    assertTrue(error.get("message").asText().contains("10034"), answer.body());
    gateway.assertSettled(0);
  }

  @Test
  void workersRefusal_isPassedOn() throws Exception {
    worker.answers(response ->
        response
            .status(400)
            .sendString(
                Mono.just(
                    """
                    {"error":{"message":"too long","type":"invalid_request_error",
                     "param":"messages","code":"context_length_exceeded","extra":1}}
                    """)));
    JsonNode error = error(400, gateway.ask(TestGateway.stream()));

    assertEquals("context_length_exceeded", error.get("code").asText());
    assertEquals("messages", error.get("param").asText());
    gateway.assertSettled(0);
  }

  @Test
  void workersOtherErrors_areNotTheCallersFault() throws Exception {
    for (int status : new int[] {401, 402, 404, 429, 499, 500, 503, 302}) {
      worker.answers(response ->
          response
              .status(status)
              .header("Location", "http://127.0.0.1:1/")
              .sendString(Mono.just("{\"error\":{\"message\":\"m\",\"type\":\"t\"}}")));
      HttpResponse<String> answer = gateway.ask(TestGateway.stream());

      assertEquals("worker_failed", error(502, answer).get("code").asText());
    }
    gateway.assertSettled(0);
  }

  @Test
  void models_areListedWithPrices() throws Exception {
    JsonNode model = gateway.get("/v1/models").at("/data/0");

    assertEquals("test-model", model.get("id").asText());
    assertTrue(model.get("available").asBoolean());
    assertEquals("2000000", model.at("/pricing/completion").asText());
    assertEquals("test-model", gateway.get("/v1/models/test-model").get("id").asText());
    assertEquals("model_not_found", gateway.get("/v1/models/org/other").at("/error/code").asText());
  }

  private static String terms(String amount) {
    return """
    {"x402Version":2,"error":"Payment required",
     "resource":{"url":"@/v1/chat/completions","description":"Chat completion",
                 "mimeType":"application/json"},
     "accepts":[{"scheme":"batch-settlement","network":"eip155:31337","amount":"%s",
       "asset":"%s","payTo":"%s","maxTimeoutSeconds":60,
       "extra":{"name":"DevUSD","version":"1","receiverAuthorizer":"%s","withdrawDelay":86400,
                "minDeposit":"10000"}}]}
    """
        .formatted(
            amount,
            TestGateway.DEPLOYMENT.erc20(),
            TestGateway.DEPLOYMENT.revenuePool(),
            TestGateway.DEPLOYMENT.operatorAuthorizer());
  }

  /** The terms, with the server's own address taken out. */
  private JsonNode offered(HttpResponse<String> answer) throws IOException {
    byte[] terms = Base64.getDecoder().decode(header(answer, "PAYMENT-REQUIRED"));
    String text = new String(terms, StandardCharsets.UTF_8);
    return JSON.readTree(text.replace(gateway.server.getURI().toString(), "@"));
  }

  private static JsonNode error(int status, HttpResponse<String> answer) throws IOException {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals("application/json", header(answer, "Content-Type"));
    JsonNode error = JSON.readTree(answer.body()).get("error");
    assertEquals(
        List.of("code", "message", "param", "type"),
        error.properties().stream().map(Map.Entry::getKey).sorted().toList());
    return error;
  }

  private static void assertChunk(String id, String rest, String event) throws IOException {
    ObjectNode chunk = (ObjectNode) JSON.readTree(event);
    assertTrue(chunk.remove("created").asLong() > 1_700_000_000L);
    assertEquals(
        JSON.readTree(
            """
            {"id":"%s","object":"chat.completion.chunk","model":"test-model",%s}
            """
                .formatted(id, rest)),
        chunk);
  }

  private static List<String> events(HttpResponse<String> answer) {
    List<String> events = List.of(answer.body().split("\n\n"));
    assertTrue(events.stream().allMatch(e -> e.startsWith("data: ")), answer.body());
    return events.stream().map(e -> e.substring("data: ".length())).toList();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }
}
