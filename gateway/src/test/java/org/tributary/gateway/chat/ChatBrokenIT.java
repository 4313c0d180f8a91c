package org.tributary.gateway.chat;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.RawCaller;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.models.openai.ChatChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Workers that break or lie, callers that leave or stall, a gateway that dies. */
@Timeout(60)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatBrokenIT {
  private static final Map<String, Object> QUICK =
      Map.of(
          "tributary.payment.lease", "2s",
          "tributary.payment.renew-every", "100ms",
          "tributary.payment.sweep-every", "100ms",
          "tributary.relay.event-timeout", "3s",
          "tributary.relay.max-event-bytes", "20000",
          "tributary.relay.max-answer-bytes", "500000000");
  private static final ObjectMapper JSON = new ObjectMapper();
  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;
  private final URI redis;

  ChatBrokenIT(URI redis) {
    this.redis = redis;
    gateway = new TestGateway(redis, QUICK);
  }

  @AfterAll
  void stop() {
    gateway.close();
    worker.close();
  }

  @BeforeEach
  void open() throws Exception {
    gateway.open(10_000_000);
    gateway.announce(worker);
    worker.requests.clear();
  }

  @Test
  void workerDiesInTheMiddle_endsWithAnErrorAndChargesThePart() throws Exception {
    worker.answers(response ->
        FakeWorker.send(
            response,
            Flux.just(
                    FakeWorker.data(Chunks.text("a", 3, 1)),
                    FakeWorker.data(Chunks.text("b", 3, 2)))
                .concatWith(Flux.error(new IllegalStateException("dead")))));
    HttpResponse<String> answer = gateway.ask(TestGateway.stream());

    assertEquals(200, answer.statusCode());
    List<String> events = List.of(answer.body().split("\n\n"));
    assertEquals(3, events.size(), answer.body());
    JsonNode error = JSON.readTree(events.getLast().substring("data: ".length())).get("error");
    assertEquals("answer_cut", error.get("code").asText());
    assertEquals("server_error", error.get("type").asText());
    gateway.assertSettled(7);
    assertEquals("partial", gateway.receipt(answer).get("status").asText());
  }

  @Test
  void workerDiesBeforeItsFirst_anotherAnswers() throws Exception {
    worker.answers(response -> FakeWorker.send(response, Flux.error(new IllegalStateException())));
    try (FakeWorker second = new FakeWorker()) {
      gateway.announce(second);
      second.streams(Chunks.text("ok", 3, 1), Chunks.last(3, 1));
      for (int i = 0; i < 8; i++) {
        HttpResponse<String> answer = gateway.ask(TestGateway.chat(""));
        assertEquals(200, answer.statusCode(), answer.body());
      }
    }
    gateway.assertSettled(40);
  }

  @Test
  void wholeAnswerThatBreaksOff_costsNothing() throws Exception {
    worker.answers(response ->
        FakeWorker.send(
            response,
            Flux.just(FakeWorker.data(Chunks.text("a", 3, 1)))
                .concatWith(Flux.error(new IllegalStateException()))));

    assertEquals(502, gateway.ask(TestGateway.chat("")).statusCode());
    gateway.assertSettled(0);
  }

  @Test
  void callerLeavesInTheMiddle_theWorkerIsStoppedAtOnce() throws Exception {
    worker.streams(Flux.just(Chunks.text("a", 3, 1), Chunks.text("b", 3, 2)).concatWith(silence()));
    int before = worker.closed.get();
    long left;
    try (RawCaller caller = new RawCaller(gateway, TestGateway.stream())) {
      caller.readTo("\"b\"");
      left = System.nanoTime();
    }
    awaitStopped(before, left);
    gateway.assertSettled(7);
  }

  @Test
  void callerLeavesBeforeTheFirstEvent_theWorkerIsStoppedAtOnce() throws Exception {
    leaveWhilePending(TestGateway.stream());
  }

  @Test
  void callerOfAWholeAnswerLeaves_theWorkerIsStoppedAtOnce() throws Exception {
    leaveWhilePending(TestGateway.chat(""));
  }

  private void leaveWhilePending(String body) throws Exception {
    worker.streams(silence());
    int before = worker.closed.get();
    long left;
    try (RawCaller caller = new RawCaller(gateway, body)) {
      await().atMost(TestGateway.PATIENCE).until(() -> !worker.requests.isEmpty());
      left = System.nanoTime();
    }
    awaitStopped(before, left);
    gateway.assertSettled(0);
  }

  /** It takes a few ms; the limit leaves room for a busy machine, far below the event timeout. */
  private void awaitStopped(int before, long leftAtNanos) {
    await().atMost(TestGateway.PATIENCE).until(() -> worker.closed.get() > before);
    long tookMs = TimeUnit.NANOSECONDS.toMillis(worker.closedAtNanos.get() - leftAtNanos);
    assertTrue(tookMs < 1_000, "worker stopped after " + tookMs + " ms");
  }

  @Test
  void slowReader_holdsBackItsOwnCallOnly() throws Exception {
    AtomicLong produced = new AtomicLong();
    String long10k = "x".repeat(10_000);
    worker.streams(
        Flux.generate(sink -> sink.next(Chunks.text(long10k, 3, produced.incrementAndGet()))));
    try (RawCaller slow =
        new RawCaller(gateway, TestGateway.chat(",\"stream\":true,\"max_tokens\":100000"))) {
      slow.readTo("200 OK");
      AtomicLong before = new AtomicLong();
      await()
          .during(Duration.ofMillis(500))
          .atMost(TestGateway.PATIENCE)
          .until(() -> before.getAndSet(produced.get()) == produced.get());
      worker.streams(Chunks.text("quick", 3, 1), Chunks.last(3, 1));
      assertEquals(200, gateway.ask(TestGateway.chat("")).statusCode());
      assertTrue(produced.get() < 10_000, produced + " events piled up");
    }
    await()
        .atMost(TestGateway.PATIENCE)
        .untilAsserted(() -> assertEquals(2, gateway.receipts().size()));
    gateway.assertSettled(gateway.receipts().stream().mapToLong(Long::parseLong).sum());
  }

  @Test
  void workerThatLies_isBoundedByTheQuote() throws Exception {
    // max_tokens 4: at most 34 of prompt at 1 and 4 of answer at 2.
    worker.streams(Chunks.text("a", Long.MAX_VALUE, Long.MAX_VALUE), Chunks.last(0, 0));
    gateway.ask(TestGateway.chat(",\"max_tokens\":4"));
    gateway.assertSettled(42);

    worker.streams(Chunks.text("a", -5, -5), Chunks.last(-1, -1), Chunks.usage(-9, -9));
    gateway.ask(TestGateway.chat(",\"max_tokens\":4"));
    gateway.assertSettled(44);

    worker.streams(Chunks.plain("a"), Chunks.plain("b"), Chunks.plainLast());
    gateway.ask(TestGateway.chat(",\"max_tokens\":4"));
    gateway.assertSettled(48);
  }

  @Test
  void workerThatTalksNonsense_costsNothing() throws Exception {
    List<FakeWorker.Answer> nonsense =
        List.of(
            response -> FakeWorker.send(response, Flux.just("data: {\"choices\":7}\n\n")),
            response -> FakeWorker.send(response, Flux.just("data: not json\n\n")),
            response -> FakeWorker.send(response, Flux.just("data: null\n\n", "data: \n\n")),
            response -> FakeWorker.send(response, Flux.just("data: {\"choices\":[null]}\n\n")),
            response -> FakeWorker.send(response, Flux.just("data: {\"choices\":[{}]}\n\n")),
            response ->
                FakeWorker.send(response, Flux.just("data: {\"error\":{\"message\":\"m\"}}\n\n")),
            response -> FakeWorker.send(response, Flux.just(FakeWorker.done())),
            response -> FakeWorker.send(response, Flux.just("\u0000\u0001\u0002")),
            response -> response.sendString(Mono.just("{\"choices\":[]}")),
            response -> FakeWorker.send(response, Flux.just("data: " + "x".repeat(30_000))),
            response -> FakeWorker.send(response, Flux.just("x".repeat(9_999)).repeat()),
            response -> response.status(400).sendString(Flux.just("x".repeat(9_999)).repeat()),
            response -> response.status(400).sendString(Mono.just("null")));
    for (FakeWorker.Answer answer : nonsense) {
      worker.answers(answer);
      HttpResponse<String> whole = gateway.ask(TestGateway.chat(""));
      assertEquals(502, whole.statusCode(), whole.body());
    }
    gateway.assertSettled(0);
  }

  @Test
  void workerThatNeverEnds_isCut() throws Exception {
    worker.streams(Flux.just(Chunks.text("x", 3, 1)).repeat());
    HttpResponse<String> answer =
        gateway.ask(TestGateway.chat(",\"stream\":true,\"max_tokens\":4"));

    assertTrue(answer.body().contains("answer_cut"), answer.body());
    assertEquals(2 * 4 + 64 + 1, answer.body().split("\n\n").length);
    gateway.assertSettled(5);
  }

  @Test
  void workerThatFallsSilent_isCut() throws Exception {
    worker.streams(Flux.just(Chunks.text("x", 3, 1)).concatWith(silence()));
    HttpResponse<String> answer = gateway.ask(TestGateway.stream());

    assertTrue(answer.body().contains("answer_cut"), answer.body());
    gateway.assertSettled(5);
  }

  @Test
  void gatewayThatDies_isChargedToItsLastCheckpointOnce() throws Exception {
    Map<String, Object> noSweeper = new HashMap<>(QUICK);
    noSweeper.put("tributary.payment.sweep", "false");
    try (TestGateway dying = new TestGateway(redis, noSweeper)) {
      dying.open(10_000_000);
      worker.streams(
          Flux.just(Chunks.text("a", 3, 1), Chunks.text("b", 3, 2)).concatWith(silence()));
      try (RawCaller caller = new RawCaller(dying, TestGateway.stream())) {
        caller.readTo("\"b\"");
        awaitCheckpoint("\"completion\":2");
        // As good as dead: it can neither renew nor charge any more.
        dying.bean(Redis.class).close();
        await()
            .atMost(TestGateway.PATIENCE)
            .untilAsserted(() -> assertEquals(List.of("7"), gateway.receipts()));
      }
    }
    Redis store = gateway.bean(Redis.class);
    assertEquals("7", store.commands().hget("{p77}:channel:" + TestGateway.CHANNEL, "charged"));
    assertEquals("0", store.commands().hget("{p77}:channel:" + TestGateway.CHANNEL, "reserved"));
    assertEquals(1, store.commands().xlen("{p77}:ledger"));
  }

  private void awaitCheckpoint(String text) {
    Redis store = gateway.bean(Redis.class);
    await()
        .atMost(TestGateway.PATIENCE)
        .until(() ->
            store.commands().keys("{p77}:call:*").stream()
                .map(key -> String.valueOf(store.commands().hget(key, "delivered")))
                .anyMatch(checkpoint -> checkpoint.contains(text)));
  }

  private static Flux<ChatChunk> silence() {
    return Flux.never();
  }
}
