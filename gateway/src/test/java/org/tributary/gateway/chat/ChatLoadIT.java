package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.RawCaller;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.models.openai.ChatChunk;
import reactor.core.publisher.Flux;

/** Many calls at once: streams, whole answers, and callers that leave. */
@Timeout(90)
@ExtendWith(RealRedis.class)
class ChatLoadIT {
  private static final int CALLS = 200;
  private final URI redis;

  ChatLoadIT(URI redis) {
    this.redis = redis;
  }

  @Test
  void parallelCalls_areEachChargedOnce() throws Exception {
    try (TestGateway gateway = new TestGateway(redis, Map.of());
        FakeWorker worker = new FakeWorker();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      gateway.open(1_000_000);
      gateway.announce(worker);
      worker.streams(
          Flux.range(1, 20)
              .<ChatChunk>map(n -> Chunks.text("w ", 3, n))
              .concatWithValues(Chunks.last(3, 20)));
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        String body = i % 2 == 0 ? TestGateway.stream() : TestGateway.chat("");
        calls.add(() -> answered(gateway.ask(body)));
      }
      int sum = 0;
      for (Future<Integer> each : callers.invokeAll(calls)) {
        sum += each.get();
      }

      assertEquals(CALLS, sum);
      gateway.assertSettled(CALLS * 43L);
      assertEquals(CALLS, gateway.receipts().size());
    }
  }

  @Test
  void limitOfCalls_isKept() throws Exception {
    try (TestGateway gateway =
            new TestGateway(redis, Map.of("tributary.chat.max-concurrent-calls", 2));
        FakeWorker worker = new FakeWorker()) {
      gateway.open(1_000_000);
      gateway.announce(worker);
      worker.streams(Flux.just(Chunks.text("a", 3, 1)).concatWith(Flux.never()));
      try (RawCaller one = new RawCaller(gateway, TestGateway.stream());
          RawCaller two = new RawCaller(gateway, TestGateway.stream())) {
        one.readTo("\"a\"");
        two.readTo("\"a\"");
        HttpResponse<String> third = gateway.ask(TestGateway.stream());

        assertEquals(503, third.statusCode());
        assertTrue(third.body().contains("gateway_busy"), third.body());
      }
      gateway.assertSettled(10);
      worker.streams(Chunks.last(3, 0));
      assertEquals(200, gateway.ask(TestGateway.chat("")).statusCode());
    }
  }

  private static int answered(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    return 1;
  }
}
