package org.tributary.inference.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
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
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The way of a question: read it, queue it, and write the answer while the caller is there. */
final class Answering implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  private final Supplier<Phase> phase;
  private final int maxBodyBytes;
  private final Replies replies;
  private final Departures departures;

  /** Long prompts are encoded here, so that the network threads stay free for running streams. */
  private final Scheduler encoding =
      Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "encoding");

  /** One party for the server, and one for each request whose response is not written yet. */
  private final Phaser underWay = new Phaser(1);

  Answering(Supplier<Phase> phase, int maxBodyBytes, Replies replies, Clock clock) {
    this.phase = phase;
    this.maxBodyBytes = maxBodyBytes;
    this.replies = replies;
    this.departures = new Departures(clock);
  }

  /** Answers the question in the request's body. */
  Publisher<Void> handle(
      HttpServerRequest request, HttpServerResponse response, Function<Phase.Up, Endpoint> which) {
    underWay.register();
    return RequestBody.read(request, maxBodyBytes)
        .publishOn(encoding)
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
    Phase.Up up = phase.get().requireUp();
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
                .publishOn(encoding)
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
    return phase.get() instanceof Phase.Draining ? Refusal.stopping() : Refusal.failed();
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

  /** Waits until all responses are written, but not longer than {@code timeout}. */
  void await(Duration timeout) {
    try {
      underWay.awaitAdvanceInterruptibly(
          underWay.arrive(), timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      LOG.warn("{} responses were cut off", underWay.getUnarrivedParties());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    encoding.dispose();
  }
}
