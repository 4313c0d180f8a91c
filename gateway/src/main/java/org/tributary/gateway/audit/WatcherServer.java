package org.tributary.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.chain.ChainException;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import org.tributary.gateway.settlement.AvailabilityRequest;

/** A watcher over HTTP: POST / asks for a signature, GET /epoch-N.ndjson for what it keeps. */
final class WatcherServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatcherServer.class);
  private static final int MAX_QUESTION_BYTES = 4_096;

  private final Watcher watcher;
  private final KeptFiles files;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private WatcherServer(Watcher watcher, KeptFiles files, HttpServer server) {
    this.watcher = watcher;
    this.files = files;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  static WatcherServer start(Watcher watcher, KeptFiles files, InetSocketAddress at)
      throws IOException {
    WatcherServer server = new WatcherServer(watcher, files, HttpServer.create(at, 0));
    server.server.start();
    return server;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestMethod()) {
        case "POST" -> sign(exchange);
        case "GET" -> show(exchange);
        default -> refuse(exchange, 405, "GET a file, or POST a question");
      }
    }
  }

  private void sign(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_QUESTION_BYTES + 1);
    if (body.length > MAX_QUESTION_BYTES) {
      refuse(exchange, 413, "a question has at most " + MAX_QUESTION_BYTES + " bytes");
      return;
    }
    try {
      AvailabilityRequest asked = RunningStack.JSON.readValue(body, AvailabilityRequest.class);
      if (asked == null) {
        throw new IllegalArgumentException("it is null");
      }
      send(exchange, 200, Map.of("signature", watcher.sign(asked).toString()));
      log.info("signed epoch {}", asked.epoch());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      refuse(exchange, 400, "no question: " + e.getMessage());
    } catch (StackFailure | ChainException | IOException e) {
      log.warn("not signed: {}", e.getMessage());
      refuse(exchange, 409, String.valueOf(e.getMessage()));
    }
  }

  private void show(HttpExchange exchange) throws IOException {
    Optional<Path> file = files.find(exchange.getRequestURI().getPath().substring(1));
    if (file.isEmpty()) {
      refuse(exchange, 404, "epoch-N.ndjson and payouts-N.json of epochs that were signed here");
      return;
    }
    exchange.sendResponseHeaders(200, Files.size(file.get()));
    Files.copy(file.get(), exchange.getResponseBody());
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    send(exchange, status, Map.of("error", Map.of("message", why)));
  }

  private static void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] json = RunningStack.JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
