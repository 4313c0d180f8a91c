package org.tributary.inference.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** One slot, one place in the queue, and a model slow enough that nothing ends by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerLoadIT {
  /** Far less than an answer takes. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final InferenceEngine engine;
  private final WorkerServer server;

  WorkerLoadIT(@TempDir Path folder) throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    engine =
        InferenceEngine.start(
            TinyModel.slow(folder.resolve("model")),
            EngineSettings.DEFAULT.with(Precision.F32).with(1, 1, 4096),
            new SimpleMeterRegistry());
    server =
        WorkerServer.bind(
            new WorkerServer.Settings("127.0.0.1", 0),
            () -> "",
            Clock.systemUTC(),
            new ObjectMapper());
    server.serve(new LoadedModel("slow", engine, "numerics"));
  }

  @AfterAll
  void close() {
    server.close();
    engine.close();
  }

  @AfterEach
  void nobodyIsLeft() {
    await().atMost(SOON).until(() -> engine.running() == 0 && engine.queued() == 0);
  }

  @Test
  void clientOfAStreamLeaves_slotIsFree() throws Exception {
    try (Call call = new Call(true)) {
      call.awaitLine("data: ");
      await().atMost(SOON).until(() -> engine.running() == 1);
    }
    await().atMost(SOON).until(() -> engine.running() == 0);
  }

  @Test
  void clientOfAPendingWholeAnswerLeaves_slotIsFree() throws Exception {
    try (Call call = new Call(false)) {
      await().until(() -> engine.running() == 1);
      assertTrue(call.isOpen());
    }
    await().atMost(SOON).until(() -> engine.running() == 0);
  }

  @Test
  void queueFull_is429WithRetryAfter_andAPlaceIsFreeAgainWhenTheWaitingLeave() throws Exception {
    try (Call running = new Call(true)) {
      running.awaitLine("data: ");
      try (Call waiting = new Call(false)) {
        await().until(() -> engine.queued() == 1);
        try (Call refused = new Call(true)) {
          assertEquals("HTTP/1.1 429 Too Many Requests", refused.readLine());
          refused.awaitLine("retry-after: 1");
          refused.awaitLine("\"code\":\"worker_busy\"");
        }
        assertTrue(waiting.isOpen());
      }
      await().atMost(SOON).until(() -> engine.queued() == 0);
    }
  }

  /** A raw connection: an HTTP client library might keep it open after its user has left. */
  private final class Call implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Call(boolean stream) throws IOException {
      byte[] body =
          ("{\"model\":\"slow\",\"stream\":"
                  + stream
                  + ",\"messages\":[{\"role\":\"user\",\"content\":\"the cat\"}]}")
              .getBytes(StandardCharsets.UTF_8);
      socket = new Socket("127.0.0.1", server.port());
      socket.setSoTimeout(10_000);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String head =
          "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + body.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
    }

    boolean isOpen() {
      return !socket.isClosed();
    }

    String readLine() throws IOException {
      return String.valueOf(in.readLine());
    }

    void awaitLine(String part) throws IOException {
      StringBuilder seen = new StringBuilder();
      char[] next = new char[1];
      while (seen.indexOf(part) < 0) {
        assertEquals(1, in.read(next), "closed after " + seen);
        seen.append(next[0]);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
