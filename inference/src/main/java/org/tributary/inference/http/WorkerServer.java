package org.tributary.inference.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The OpenAI-compatible HTTP server of one worker: bound before its model is loaded, and open until
 * its last answer is written.
 */
public final class WorkerServer implements AutoCloseable {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Settings settings;
  private final Supplier<String> metrics;
  private final Clock clock;
  private final ObjectMapper json;
  private final Replies replies;
  private final Answering answering;
  private final long created;

  private final DefaultEventExecutor closing = new DefaultEventExecutor();
  private final ChannelGroup connections = new DefaultChannelGroup(closing);
  private final DisposableServer server;
  private volatile Phase phase = new Phase.Loading();

  /**
   * The server's limits.
   *
   * @param port 0 takes a free one
   * @param maxBodyBytes larger requests are refused
   * @param requestTimeout for a client to send its whole request
   * @param idleTimeout after which an unused connection is closed
   * @param readTimeout for a client to take what is sent to it, before it is cut off
   * @param closeTimeout for the last responses to be written
   */
  public record Settings(
      String host,
      int port,
      int maxBodyBytes,
      Duration requestTimeout,
      Duration idleTimeout,
      Duration readTimeout,
      Duration closeTimeout) {

    /** The defaults' limits. */
    public Settings(String host, int port) {
      this(
          host,
          port,
          1 << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60),
          Duration.ofSeconds(3));
    }
  }

  private WorkerServer(
      Settings settings, Supplier<String> metrics, Clock clock, ObjectMapper json) {
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.json = json;
    this.replies = new Replies(json);
    this.answering = new Answering(() -> phase, settings.maxBodyBytes(), replies, clock);
    this.created = clock.instant().getEpochSecond();
    this.server =
        HttpServer.create()
            .bindAddress(() -> new InetSocketAddress(settings.host(), settings.port()))
            .requestTimeout(settings.requestTimeout())
            .idleTimeout(settings.idleTimeout())
            .doOnConnection(this::accept)
            .handle(this::dispatch)
            .bindNow();
  }

  private void accept(Connection connection) {
    connections.add(connection.channel());
    connection.addHandlerFirst(
        new WriteTimeoutHandler(settings.readTimeout().toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Binds; answers that it is loading until {@link #serve} is called.
   *
   * @param metrics in Prometheus' text format
   * @throws IOException if the address cannot be bound
   */
  public static WorkerServer bind(
      Settings settings, Supplier<String> metrics, Clock clock, ObjectMapper json)
      throws IOException {
    try {
      return new WorkerServer(settings, metrics, clock, json);
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen at " + settings.host() + ":" + settings.port() + ": " + cause.getMessage(),
          e);
    }
  }

  /** Takes requests to {@code model} from now on. */
  public void serve(LoadedModel model) {
    phase = Phase.Up.of(model, clock, json);
  }

  /** Refuses new requests from now on; those under way go on. */
  public void drain() {
    if (phase instanceof Phase.Up up) {
      phase = new Phase.Draining(up.model());
    }
  }

  public int port() {
    return server.port();
  }

  private Publisher<Void> dispatch(HttpServerRequest request, HttpServerResponse response) {
    try {
      return route(request, response);
    } catch (RuntimeException e) {
      return replies.refuse(response, e);
    }
  }

  private Publisher<Void> route(HttpServerRequest request, HttpServerResponse response) {
    String method = request.method().name();
    String path = path(request);
    String allowed =
        switch (path) {
          case "/health", "/health/live", "/metrics", "/v1/models" -> "GET";
          case Paths.CHAT, Paths.COMPLETIONS, Paths.IMAGES -> "POST";
          default -> throw Refusal.notFound(method, path);
        };
    if (!method.equals(allowed)) {
      throw Refusal.methodNotAllowed(path, allowed);
    }
    Phase now = phase;
    return switch (path) {
      case "/health" -> replies.send(response, Status.code(now), Status.health(now));
      case "/health/live" -> replies.send(response, HttpResponseStatus.OK, Map.of("status", "UP"));
      case "/metrics" -> replies.send(response, HttpResponseStatus.OK, METRICS_TYPE, metrics.get());
      case "/v1/models" ->
          replies.send(
              response, HttpResponseStatus.OK, Status.models(now.requireUp().model(), created));
      default -> answering.handle(request, response, path);
    };
  }

  private static String path(HttpServerRequest request) {
    try {
      return request.fullPath();
    } catch (IllegalArgumentException malformed) {
      throw Refusal.notFound(request.method().name(), request.uri());
    }
  }

  /** Waits for responses under way, but not long; then nothing is open any more. */
  @Override
  public void close() {
    server.disposeNow();
    answering.await(settings.closeTimeout());
    connections.close().awaitUninterruptibly(settings.closeTimeout().toMillis());
    closing.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    answering.close();
  }
}
