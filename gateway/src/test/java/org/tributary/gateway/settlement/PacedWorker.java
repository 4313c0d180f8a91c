package org.tributary.gateway.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.worker.AnnouncementMessage;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.contracts.worker.WorkerAnnouncement;

/** A worker that writes as many words as it is asked for, one at a time, and counts nothing. */
final class PacedWorker implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHUNK =
      """
      data: {"id":"w","object":"chat.completion.chunk","created":1,"model":"m",\
      "choices":[{"index":0,"delta":{%s},"finish_reason":%s}]}

      """;

  private final SigningKey key = SigningKey.random();
  private final Duration pace;
  private final HttpServer server;

  PacedWorker(Duration pace) throws IOException {
    this.pace = pace;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    int words =
        Math.max(request.path("max_tokens").asInt(), request.path("max_completion_tokens").asInt());
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < words; i++) {
        Thread.sleep(pace);
        send(out, CHUNK.formatted("\"content\":\"word \"", "null"));
      }
      send(out, CHUNK.formatted("", "\"stop\"") + "data: [DONE]\n\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  String announcement(String model, Bytes32 contentHash) throws IOException {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return JSON.writeValueAsString(
        AnnouncementMessage.of(
            new WorkerAnnouncement(
                    key.address(),
                    endpoint.toString(),
                    List.of(new ServedModel(model, contentHash)),
                    64,
                    "paced",
                    Instant.now())
                .sign(key)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
