package org.tributary.inference.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.inference.http.TestWorker.CHAT;
import static org.tributary.inference.http.TestWorker.chat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** One slot, a short queue, and a model slow enough that nothing ends by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerLoadIT {
  /** Far less than an answer takes. */
  private static final Duration SOON = Duration.ofSeconds(3);

  /** Of which one client gets twelve. */
  private static final int QUEUE = 16;

  private final TestWorker worker;

  WorkerLoadIT(@TempDir Path folder) throws Exception {
    worker =
        new TestWorker(
            TinyModel.slow(folder.resolve("model")),
            EngineSettings.DEFAULT.with(Precision.F32).with(1, QUEUE, 4096),
            TestWorker.limits(1 << 20, Duration.ofSeconds(30)));
  }

  @AfterAll
  void close() {
    worker.close();
  }

  @AfterEach
  void nobodyIsLeft() {
    await().atMost(SOON).until(() -> running() == 0 && queued() == 0);
  }

  private int running() {
    return worker.engine.running();
  }

  private int queued() {
    return worker.engine.queued();
  }

  private Call call(String fields) throws IOException {
    return new Call(worker.server.port(), chat(fields));
  }

  /** A stream that has the slot. */
  private Call occupying(String fields) throws IOException {
    Call call = call(fields + ",\"stream\":true");
    call.awaitText("data: ");
    return call;
  }

  @Test
  void clientOfAStreamLeaves_slotIsFree() throws Exception {
    try (Call call = occupying("\"user\":\"a\"")) {
      assertEquals(1, running());
      assertTrue(call.isOpen());
    }
    await().atMost(SOON).until(() -> running() == 0);
  }

  @Test
  void clientOfAPendingWholeAnswerLeaves_slotIsFree() throws Exception {
    try (Call call = call("\"user\":\"a\"")) {
      await().until(() -> running() == 1);
      assertTrue(call.isOpen());
    }
    await().atMost(SOON).until(() -> running() == 0);
  }

  @Test
  void clientOfSeveralChoicesLeaves_allAreCancelled() throws Exception {
    try (Call call = occupying("\"n\":5")) {
      assertEquals(4, queued());
      assertTrue(call.isOpen());
    }
    await().atMost(SOON).until(() -> running() == 0 && queued() == 0);
  }

  @Test
  void choicesThatDoNotAllFit_areAllRefused() throws Exception {
    try (Call running = occupying("\"user\":\"a\"");
        Call waiting = call("\"n\":8,\"user\":\"a\"")) {
      await().until(() -> queued() == 8);
      HttpResponse<String> refused = worker.post(CHAT, chat("\"n\":5,\"user\":\"a\""));
      TestWorker.assertRefused(refused, 429, "worker_busy");
      assertEquals(8, queued(), "none of the five");
      assertTrue(running.isOpen() && waiting.isOpen());
    }
  }

  @Test
  void queueFull_is429WithRetryAfter_andAPlaceIsFreeAgainWhenTheWaitingLeave() throws Exception {
    try (Call running = occupying("\"user\":\"a\"")) {
      try (Call eight = call("\"n\":8,\"user\":\"a\"");
          Call others = call("\"n\":8,\"user\":\"b\"")) {
        await().until(() -> queued() == QUEUE);
        HttpResponse<String> refused = worker.post(CHAT, chat("\"user\":\"c\""));
        TestWorker.assertRefused(refused, 429, "worker_busy");
        int seconds = Integer.parseInt(refused.headers().firstValue("retry-after").orElse("0"));
        assertTrue(seconds >= 1 && seconds <= 60, "seconds " + seconds);
        assertTrue(eight.isOpen() && others.isOpen());
      }
      await().atMost(SOON).until(() -> queued() == 0);
      assertTrue(running.isOpen());
    }
  }

  @Test
  void oneClientsCrowd_delaysAnotherByOneTurnAtMost() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    try (Call running = occupying("\"user\":\"crowd\"")) {
      for (int i = 0; i < 12; i++) {
        all.add(answered("crowd", order));
      }
      await().until(() -> queued() == 12);
      all.add(answered("single", order));
      await().until(() -> queued() == 13);
      assertTrue(running.isOpen());
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    assertEquals(13, order.size());
    assertTrue(order.indexOf("single") <= 1, order.toString());
  }

  private CompletableFuture<Void> answered(String user, List<String> order) {
    return worker
        .client()
        .sendAsync(
            worker.request(CHAT, chat("\"max_tokens\":50,\"user\":\"" + user + "\"")),
            HttpResponse.BodyHandlers.ofString())
        .thenAccept(response -> {
          assertEquals(200, response.statusCode(), response.body());
          order.add(user);
        });
  }
}
