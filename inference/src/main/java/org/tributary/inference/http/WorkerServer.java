package org.tributary.inference.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.tributary.inference.engine.ChatEngine;
import org.tributary.models.openai.ErrorBody;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The OpenAI-compatible HTTP server of one worker. */
public final class WorkerServer implements AutoCloseable {
  private final Settings settings;
  private final ChatEngine engine;
  private final ChatHandler chat;
  private final ObjectMapper json;
  private final DisposableServer server;

  /**
   * @param model name that callers ask for
   * @param maxBodyBytes larger requests are refused
   */
  public record Settings(String host, int port, String model, int maxBodyBytes) {
    public static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;
  }

  private WorkerServer(Settings settings, ChatEngine engine, Clock clock, ObjectMapper json) {
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
                    .post("/v1/chat/completions", this::complete))
            .bindNow();
  }

  /** Binds and serves until closed. */
  public static WorkerServer start(
      Settings settings, ChatEngine engine, Clock clock, ObjectMapper json) {
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
        .flatMap(bytes -> Mono.from(answer(request, response, bytes)))
        .onErrorResume(
            Refusal.class, refusal -> Mono.from(send(response, refusal.status(), refusal.body())));
  }

  private Publisher<Void> answer(
      HttpServerRequest request, HttpServerResponse response, byte[] body) {
    ChatHandler.Answer answer = chat.answer(body);
    request.withConnection(connection -> connection.onDispose(answer::cancel));
    if (answer instanceof ChatHandler.Streamed streamed) {
      return response
          .sse()
          .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
          .send(streamed.events().map(WorkerServer::event), buffer -> true);
    }
    return ((ChatHandler.Whole) answer)
        .completion()
        .flatMap(completion -> Mono.from(send(response, HttpResponseStatus.OK, completion)));
  }

  private static ByteBuf event(String data) {
    return Unpooled.wrappedBuffer(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The whole body; one over the limit is refused before it is held. */
  private Mono<byte[]> body(HttpServerRequest request) {
    return Flux.from(request.receive().asByteArray())
        .scan(new BodySoFar(new byte[0]), (body, part) -> body.plus(part, settings.maxBodyBytes()))
        .last()
        .map(BodySoFar::bytes);
  }

  private record BodySoFar(byte[] bytes) {
    BodySoFar plus(byte[] part, int limit) {
      if (bytes.length + part.length > limit) {
        throw Refusal.invalid("the body is over " + limit + " bytes", null, "body_too_large");
      }
      byte[] joined = java.util.Arrays.copyOf(bytes, bytes.length + part.length);
      System.arraycopy(part, 0, joined, bytes.length, part.length);
      return new BodySoFar(joined);
    }
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

  /** A request that is answered with an error in OpenAI's shape. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient HttpResponseStatus status;
    private final transient ErrorBody body;

    Refusal(HttpResponseStatus status, ErrorBody body) {
      super(body.error().message(), null, false, false);
      this.status = status;
      this.body = body;
    }

    static Refusal invalid(
        String message, @org.jspecify.annotations.Nullable String param, String code) {
      return new Refusal(
          HttpResponseStatus.BAD_REQUEST,
          ErrorBody.of(message, "invalid_request_error", param, code));
    }

    HttpResponseStatus status() {
      return status;
    }

    ErrorBody body() {
      return body;
    }
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
