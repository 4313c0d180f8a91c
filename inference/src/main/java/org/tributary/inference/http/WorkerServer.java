package org.tributary.inference.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.engine.InferenceEngine;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The OpenAI-compatible HTTP server of one worker. */
public final class WorkerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerServer.class);

  private final Settings settings;
  private final InferenceEngine engine;
  private final ChatHandler chat;
  private final ObjectMapper json;

  /** Long prompts are encoded here, so that the network threads stay free for running streams. */
  private final Scheduler answering =
      Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "answering");

  private final DisposableServer server;

  /**
   * @param port 0 takes a free one
   * @param model name that callers ask for
   * @param maxBodyBytes larger requests are refused
   * @param requestTimeout for a client to send its whole request
   */
  public record Settings(
      String host, int port, String model, int maxBodyBytes, Duration requestTimeout) {
    public static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /** The defaults' limits. */
    public Settings(String host, int port, String model) {
      this(host, port, model, DEFAULT_MAX_BODY_BYTES, DEFAULT_REQUEST_TIMEOUT);
    }
  }

  private WorkerServer(Settings settings, InferenceEngine engine, Clock clock, ObjectMapper json) {
    this.settings = settings;
    this.engine = engine;
    this.json = json;
    this.chat = new ChatHandler(settings.model(), engine, clock, json);
    this.server =
        HttpServer.create()
            .bindAddress(() -> new InetSocketAddress(settings.host(), settings.port()))
            .route(routes ->
                routes
                    .get("/health", this::health)
                    .get("/v1/models", this::models)
                    .post("/v1/chat/completions", this::complete)
                    .route(request -> true, this::unknown))
            .requestTimeout(settings.requestTimeout())
            .bindNow();
  }

  /** Binds and serves until closed. */
  public static WorkerServer start(
      Settings settings, InferenceEngine engine, Clock clock, ObjectMapper json) {
    return new WorkerServer(settings, engine, clock, json);
  }

  public int port() {
    return server.port();
  }

  private Publisher<Void> health(HttpServerRequest request, HttpServerResponse response) {
    return send(response, HttpResponseStatus.OK, Map.of("status", "UP"));
  }

  private Publisher<Void> models(HttpServerRequest request, HttpServerResponse response) {
    Map<String, Object> model =
        Map.of(
            "id", settings.model(),
            "object", "model",
            "content_hash", engine.contentHash().hex(),
            "context", engine.context());
    return send(response, HttpResponseStatus.OK, Map.of("object", "list", "data", List.of(model)));
  }

  private Publisher<Void> complete(HttpServerRequest request, HttpServerResponse response) {
    return body(request)
        .publishOn(answering)
        .flatMap(bytes -> Mono.from(answer(request, response, bytes)))
        .onErrorResume(e -> !response.hasSentHeaders(), e -> Mono.from(refuse(response, e)));
  }

  private Publisher<Void> unknown(HttpServerRequest request, HttpServerResponse response) {
    return refuse(
        response, Refusal.notFound("nothing is at " + request.method() + " " + request.path()));
  }

  private Publisher<Void> refuse(HttpServerResponse response, Throwable failure) {
    Refusal refusal;
    if (failure instanceof Refusal known) {
      refusal = known;
    } else {
      LOG.error("a request failed", failure);
      refusal = Refusal.failed();
    }
    return send(response, refusal.status(), refusal.body());
  }

  /** Generates for as long as the connection lives. */
  private Publisher<Void> answer(
      HttpServerRequest request, HttpServerResponse response, byte[] body) {
    ChatHandler.Answer answer = chat.answer(body);
    return Mono.from(write(response, answer))
        .doFinally(whenConnectionCloses(request, answer::cancel));
  }

  private Publisher<Void> write(HttpServerResponse response, ChatHandler.Answer answer) {
    return switch (answer) {
      case ChatHandler.Streamed streamed ->
          response
              .sse()
              .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
              .send(streamed.events().map(WorkerServer::event), buffer -> true);
      case ChatHandler.Whole whole ->
          whole
              .completion()
              .flatMap(completion -> Mono.from(send(response, HttpResponseStatus.OK, completion)));
    };
  }

  /**
   * Runs {@code action} if the client leaves. The listener is taken off when the answer ends: a
   * connection that is kept alive must not remember every answer it carried.
   */
  private static Consumer<SignalType> whenConnectionCloses(
      HttpServerRequest request, Runnable action) {
    ChannelFutureListener listener = closed -> action.run();
    request.withConnection(c -> c.channel().closeFuture().addListener(listener));
    return signal ->
        request.withConnection(c -> c.channel().closeFuture().removeListener(listener));
  }

  private static ByteBuf event(String data) {
    return Unpooled.wrappedBuffer(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The whole body; one over the limit is refused before it is held. */
  private Mono<byte[]> body(HttpServerRequest request) {
    int limit = settings.maxBodyBytes();
    return request
        .receive()
        .asByteArray()
        .reduceWith(
            ByteArrayOutputStream::new,
            (held, part) -> {
              if (held.size() + part.length > limit) {
                throw Refusal.bodyTooLarge(limit);
              }
              held.writeBytes(part);
              return held;
            })
        .map(ByteArrayOutputStream::toByteArray);
  }

  private Publisher<Void> send(
      HttpServerResponse response, HttpResponseStatus status, Object body) {
    byte[] bytes;
    try {
      bytes = json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    if (status == HttpResponseStatus.TOO_MANY_REQUESTS) {
      response.header(HttpHeaderNames.RETRY_AFTER, "1");
    }
    return response
        .status(status)
        .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .sendByteArray(Mono.just(bytes));
  }

  @Override
  public void close() {
    server.disposeNow();
    answering.dispose();
  }
}
