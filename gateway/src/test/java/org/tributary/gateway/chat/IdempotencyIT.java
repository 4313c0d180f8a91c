package org.tributary.gateway.chat;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.RawCaller;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.models.openai.ChatChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Calls that are sent again: charged once, and answered alike at every gateway. */
@Timeout(90)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyIT {
  private static final Map<String, Object> QUICK =
      Map.of(
          "tributary.payment.lease", "2s",
          "tributary.payment.renew-every", "100ms",
          "tributary.payment.sweep-every", "100ms",
          "tributary.idempotency.look-every", "20ms",
          "tributary.idempotency.max-answer-bytes", "5000");
  private static final ObjectMapper JSON = new ObjectMapper();
  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;
  private final TestGateway other;
  private final URI redis;

  IdempotencyIT(URI redis) {
    this.redis = redis;
    gateway = new TestGateway(redis, QUICK);
    Map<String, Object> crashing = new HashMap<>(QUICK);
    crashing.put("spec.crashes", "true");
    crashing.put("tributary.idempotency.patience", "0s");
    other = new TestGateway(redis, crashing);
  }

  @AfterAll
  void stop() {
    gateway.close();
    other.close();
    worker.close();
  }

  @BeforeEach
  void open() throws Exception {
    gateway.open(10_000_000);
    gateway.announce(worker);
    worker.requests.clear();
    worker.streams(
        Chunks.text("Hel", 3, 1), Chunks.text("lo", 3, 2), Chunks.last(3, 2), Chunks.usage(3, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"})
  void repeat_getsTheSameAnswerAtAnyGatewayAndIsChargedOnce(String more) throws Exception {
    HttpResponse<String> first = ask(gateway, TestGateway.chat(more), "k-1");
    HttpResponse<String> second = ask(gateway, TestGateway.chat(more), "k-1");
    HttpResponse<String> third = ask(other, TestGateway.chat(more), "k-1");

    assertEquals(200, first.statusCode(), first.body());
    assertTrue(first.headers().firstValue("X-Tributary-Replayed").isEmpty());
    for (HttpResponse<String> repeat : List.of(second, third)) {
      assertEquals(first.body(), repeat.body());
      assertEquals(200, repeat.statusCode());
      assertEquals("complete", header(repeat, "X-Tributary-Replayed"));
      assertEquals(header(first, "Content-Type"), header(repeat, "Content-Type"));
      assertEquals(header(first, "X-Tributary-Receipt"), header(repeat, "X-Tributary-Receipt"));
    }
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(7);
  }

  @Test
  void otherKeysAndOtherAccounts_areOtherCalls() throws Exception {
    ask(gateway, TestGateway.chat(""), "k-1");
    ask(gateway, TestGateway.chat(""), "k-2");
    gateway.ask(TestGateway.chat(""));

    assertEquals(3, worker.requests.size());
    gateway.assertSettled(21);
  }

  @Test
  void otherBody_isRefused() throws Exception {
    ask(gateway, TestGateway.chat(""), "k-1");

    assertEquals("idempotency_key_reused", code(422, ask(other, TestGateway.stream(), "k-1")));
    gateway.assertSettled(7);
  }

  @Test
  void malformedKey_isRefused() throws Exception {
    assertEquals(
        "invalid_idempotency_key", code(400, ask(gateway, TestGateway.chat(""), "two words")));
    assertEquals(
        "invalid_idempotency_key", code(400, ask(gateway, TestGateway.chat(""), "x".repeat(256))));
    gateway.assertSettled(0);
  }

  @Test
  void whileTheFirstRuns_aRepeatWaitsOrIsToldWhen() throws Exception {
    Sinks.Many<ChatChunk> script = Sinks.many().replay().all();
    script.tryEmitNext(Chunks.text("Hello", 3, 1));
    worker.streams(script.asFlux());
    CompletableFuture<HttpResponse<String>> first = later(gateway, TestGateway.chat(""), "k-1");
    await().atMost(TestGateway.PATIENCE).until(() -> worker.requests.size() == 1);
    CompletableFuture<HttpResponse<String>> second = later(gateway, TestGateway.chat(""), "k-1");
    HttpResponse<String> impatient = ask(other, TestGateway.chat(""), "k-1");

    assertEquals("idempotency_call_running", code(409, impatient));
    assertEquals("1", header(impatient, "Retry-After"));
    assertFalse(second.isDone());
    script.tryEmitNext(Chunks.last(3, 2));
    script.tryEmitComplete();
    assertEquals(200, first.get().statusCode(), first.get().body());
    assertEquals(first.get().body(), second.get().body());
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true"})
  void firstThatDeliveredNothing_mayRunAgain(String more) throws Exception {
    FakeWorker.Answer works = worker.answer();
    worker.answers(response -> response.status(500).send());
    assertEquals("worker_failed", code(502, ask(gateway, TestGateway.chat(more), "k-1")));
    gateway.assertSettled(0);
    worker.answers(works);

    assertEquals(200, ask(gateway, TestGateway.chat(more), "k-1").statusCode());
    assertEquals(200, ask(gateway, TestGateway.chat(more), "k-1").statusCode());
    assertEquals(2, worker.requests.size());
    gateway.assertSettled(7);
  }

  @Test
  void brokenStream_isRepeatedAsItBroke() throws Exception {
    worker.answers(response ->
        FakeWorker.send(
            response,
            Flux.just(
                    FakeWorker.data(Chunks.text("a", 3, 1)),
                    FakeWorker.data(Chunks.text("b", 3, 2)))
                .concatWith(Flux.error(new IllegalStateException("dead")))));
    HttpResponse<String> first = ask(gateway, TestGateway.stream(), "k-1");
    HttpResponse<String> second = ask(other, TestGateway.stream(), "k-1");

    assertRepeatsPart(first.body(), second);
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(7);
  }

  /** The first try's text, then an error event in the place of its end. */
  private static void assertRepeatsPart(String first, HttpResponse<String> repeat)
      throws Exception {
    assertEquals(200, repeat.statusCode(), repeat.body());
    assertEquals("partial", header(repeat, "X-Tributary-Replayed"));
    List<String> events = List.of(repeat.body().split("\n\n"));
    assertEquals(3, events.size(), repeat.body());
    for (int i = 0; i < 2; i++) {
      assertEquals(first.split("\n\n")[i], events.get(i));
    }
    JsonNode end = JSON.readTree(events.getLast().substring("data: ".length()));
    assertEquals("answer_cut", end.at("/error/code").asText());
  }

  @Test
  void tooLongAnswer_isChargedOnceAndNotRepeated() throws Exception {
    worker.streams(Chunks.text("x".repeat(6_000), 3, 1), Chunks.last(3, 1));
    assertEquals(200, ask(gateway, TestGateway.chat(""), "k-1").statusCode());
    HttpResponse<String> repeat = ask(gateway, TestGateway.chat(""), "k-1");

    assertEquals("idempotency_answer_gone", code(409, repeat));
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(5);
  }

  @ParameterizedTest
  @EnumSource
  void gatewayThatDies_isRepeatedAtAnotherAndChargedOnce(CrashingLedger.Point point)
      throws Exception {
    for (String body : List.of(TestGateway.chat(""), TestGateway.stream())) {
      int before = worker.requests.size();
      String key = "k-" + before;
      dieAt(point, body, key);
      HttpResponse<String> repeat = ask(gateway, body, key);

      assertEquals(200, repeat.statusCode(), repeat.body());
      assertTrue(repeat.body().contains("lo"), repeat.body());
      assertEquals(repeat.body(), ask(gateway, body, key).body());
      assertEquals(before + 1, worker.requests.size(), "asked the worker once");
    }
    gateway.assertSettled(14);
  }

  private void dieAt(CrashingLedger.Point point, String body, String key) throws Exception {
    CrashingLedger ledger = other.bean(CrashingLedger.class);
    ledger.next = point;
    try (RawCaller caller = caller(other, body, key)) {
      await().atMost(TestGateway.PATIENCE).until(() -> ledger.next == null);
    }
  }

  @Test
  void sameKeyFromManyAtOnce_isOneCall() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(later(gateway, TestGateway.chat(""), "k-1"));
    }
    Set<String> bodies = new HashSet<>();
    for (CompletableFuture<HttpResponse<String>> call : calls) {
      bodies.add(call.get().body());
    }

    assertEquals(1, bodies.size(), bodies.toString());
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(7);
  }

  @Test
  void gatewayThatFailsInTheMiddle_endsTheStream() throws Exception {
    other.bean(CrashingLedger.class).next = CrashingLedger.Point.AFTER_CHARGE;
    try (RawCaller caller = caller(other, TestGateway.stream(), "k-1")) {
      caller.readTo("lo");
      IOException ended = assertThrows(IOException.class, () -> caller.readTo("[DONE]"));

      assertEquals("the stream ended before [DONE]", ended.getMessage());
    }
  }

  @Test
  void gatewayThatDiesInTheMiddle_isRepeatedToItsLastCheckpoint() throws Exception {
    worker.streams(
        Flux.just(Chunks.text("a", 3, 1), Chunks.text("b", 3, 2)).concatWith(Flux.never()));
    Map<String, Object> noSweeper = new HashMap<>(QUICK);
    noSweeper.put("tributary.payment.sweep", "false");
    try (TestGateway dying = new TestGateway(redis, noSweeper);
        RawCaller caller = caller(dying, TestGateway.stream(), "k-1")) {
      String seen = caller.readTo("\"a\"") + "\n\n" + caller.readTo("\"b\"");
      awaitCheckpoint();
      // As good as dead: it can neither renew nor charge any more.
      dying.bean(Redis.class).close();
      HttpResponse<String> repeat = ask(gateway, TestGateway.stream(), "k-1");

      assertRepeatsPart(seen, repeat);
    }
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(7);
  }

  private void awaitCheckpoint() {
    Redis store = gateway.bean(Redis.class);
    await()
        .atMost(TestGateway.PATIENCE)
        .until(() ->
            store.commands().keys("{p77}:call:*").stream()
                .map(key -> String.valueOf(store.commands().hget(key, "delivered")))
                .anyMatch(checkpoint -> checkpoint.contains("\"completion\":2")));
  }

  /** A caller of the account that the tests' first gateway has opened. */
  private RawCaller caller(TestGateway at, String body, String key) throws Exception {
    return new RawCaller(
        at, body, "Authorization: Bearer " + gateway.accessKey(), "Idempotency-Key: " + key);
  }

  private CompletableFuture<HttpResponse<String>> later(TestGateway at, String body, String key) {
    CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(ask(at, body, key));
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private HttpResponse<String> ask(TestGateway at, String body, String key) throws Exception {
    return at.send(
        at.request(
            "/v1/chat/completions", body, "Bearer " + gateway.accessKey(), "Idempotency-Key", key));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }

  private static String code(int status, HttpResponse<String> answer) throws Exception {
    assertEquals(status, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body()).at("/error/code").asText();
  }
}
