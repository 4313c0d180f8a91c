package org.tributary.inference.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
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
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.engine.EngineBusyException;
import org.tributary.inference.engine.InferenceEngine;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
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
  private static final Logger LOG = LoggerFactory.getLogger(WorkerServer.class);
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Settings settings;
  private final Supplier<String> metrics;
  private final Clock clock;
  private final ObjectMapper json;
  private final Replies replies;
  private final Departures departures;
  private final long created;

  /** Long prompts are encoded here, so that the network threads stay free for running streams. */
  private final Scheduler answering =
      Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "answering");

  /** One party for the server, and one for each request whose response is not written yet. */
  private final Phaser underWay = new Phaser(1);

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
   * @param readTimeout for a client to take what is sent to it, before it is cut off
   * @param closeTimeout for the last responses to be written
   */
  public record Settings(
      String host,
      int port,
      int maxBodyBytes,
      Duration requestTimeout,
      Duration readTimeout,
      Duration closeTimeout) {

    /** The defaults' limits. */
    public Settings(String host, int port) {
      this(
          host,
          port,
          1 << 20,
          Duration.ofSeconds(30),
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
    this.departures = new Departures(clock);
    this.created = clock.instant().getEpochSecond();
    this.server =
        HttpServer.create()
            .bindAddress(() -> new InetSocketAddress(settings.host(), settings.port()))
            .requestTimeout(settings.requestTimeout())
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
          case "/v1/chat/completions", "/v1/completions" -> "POST";
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
      case "/v1/completions" -> complete(request, response, Phase.Up::completions);
      default -> complete(request, response, Phase.Up::chat);
    };
  }

  private Publisher<Void> complete(
      HttpServerRequest request, HttpServerResponse response, Function<Phase.Up, Endpoint> which) {
    underWay.register();
    return RequestBody.read(request, settings.maxBodyBytes())
        .publishOn(answering)
        .flatMap(body -> answer(request, response, which, body))
        .onErrorResume(e -> !response.hasSentHeaders(), e -> Mono.from(replies.refuse(response, e)))
        .doFinally(signal -> underWay.arriveAndDeregister());
  }

  /** Generates for as long as the connection lives. */
  private Mono<Void> answer(
      HttpServerRequest request,
      HttpServerResponse response,
      Function<Phase.Up, Endpoint> which,
      byte[] body) {
    Phase.Up up = phase.requireUp();
    Endpoint endpoint = which.apply(up);
    Question question = endpoint.read(body, address(request));
    Choices choices = enter(up.model().engine(), question);
    Channel channel = channel(request);
    ChannelFutureListener gone = closed -> choices.cancel();
    channel.closeFuture().addListener(gone);
    // A connection that is kept alive must not remember every answer it carried.
    return Mono.from(write(response, channel, question, endpoint.form(question), choices))
        .doFinally(signal -> {
          channel.closeFuture().removeListener(gone);
          departures.mark();
        });
  }

  private Publisher<Void> write(
      HttpServerResponse response,
      Channel channel,
      Question question,
      AnswerForm form,
      Choices choices) {
    Flux<Part> parts = choices.parts().onErrorMap(this::failure);
    return question.streams()
        ? replies.stream(response, channel.eventLoop(), parts, new EventWriter(question, form))
        : replies.whole(
            response,
            parts
                .collect(() -> new WholeAnswer(question), WholeAnswer::add)
                .publishOn(answering)
                .map(answer -> answer.body(form)));
  }

  private Choices enter(InferenceEngine engine, Question question) {
    try {
      return Choices.enter(engine, question);
    } catch (EngineBusyException e) {
      throw e.stopping()
          ? Refusal.stopping()
          : Refusal.busy(String.valueOf(e.getMessage()), departures.until(engine.queued()));
    }
  }

  /** The engine has logged what went wrong. */
  private Refusal failure(Throwable failure) {
    return phase instanceof Phase.Draining ? Refusal.stopping() : Refusal.failed();
  }

  private static String path(HttpServerRequest request) {
    try {
      return request.fullPath();
    } catch (IllegalArgumentException malformed) {
      throw Refusal.notFound(request.method().name(), request.uri());
    }
  }

  private static String address(HttpServerRequest request) {
    InetSocketAddress address = request.remoteAddress();
    return address == null || address.getAddress() == null
        ? "unknown"
        : address.getAddress().getHostAddress();
  }

  private static Channel channel(HttpServerRequest request) {
    AtomicReference<Channel> channel = new AtomicReference<>();
    request.withConnection(c -> channel.set(c.channel()));
    return Objects.requireNonNull(channel.get());
  }

  /** Waits for responses under way, but not long; then nothing is open any more. */
  @Override
  public void close() {
    server.disposeNow();
    try {
      underWay.awaitAdvanceInterruptibly(
          underWay.arrive(), settings.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      LOG.warn("{} responses were cut off", underWay.getUnarrivedParties());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.close().awaitUninterruptibly(settings.closeTimeout().toMillis());
    closing.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    answering.dispose();
  }
}
