package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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

/** A stock SDK that tries again by itself: its caller sees one answer and pays for one. */
@Timeout(90)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkRetryIT {
  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;

  SdkRetryIT(URI redis) {
    gateway =
        new TestGateway(
            redis, Map.of("spec.crashes", "true", "tributary.payment.sweep-every", "100ms"));
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
    worker.requests.clear();
    worker.streams(Chunks.text("Hello", 3, 2), Chunks.last(3, 2));
  }

  @Test
  void workerThatBreaks_isAskedAgainAndPaidOnce() {
    FakeWorker.Answer works = worker.answer();
    AtomicInteger tries = new AtomicInteger();
    worker.answers(response ->
        tries.incrementAndGet() == 1 ? response.status(500).send() : works.to(response));

    assertEquals("Hello", ask("k-1").choices().getFirst().message().content().orElseThrow());
    assertEquals(2, tries.get());
    gateway.assertSettled(7);
  }

  @Test
  void answerThatWasLost_isGotAgain() {
    gateway.bean(CrashingLedger.class).next = CrashingLedger.Point.AFTER_CHARGE;
    ChatCompletion first = ask("k-1");

    assertEquals("Hello", first.choices().getFirst().message().content().orElseThrow());
    assertEquals(first, ask("k-1"));
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(7);
  }

  private ChatCompletion ask(String key) {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway.server.getURI() + "/v1")
            .apiKey(gateway.accessKey())
            .maxRetries(3)
            .build();
    return client
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder()
                .model(TestGateway.MODEL)
                .addUserMessage("Hi")
                .putAdditionalHeader("Idempotency-Key", key)
                .build());
  }
}
