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
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.waiting.EngineBusyException;
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

  /** Answers the request at {@code path}, one of those that take work. */
  Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response, String path) {
    underWay.register();
    return RequestBody.read(request, maxBodyBytes)
        .publishOn(encoding)
        .flatMap(body -> answer(request, response, path, body))
        .onErrorResume(e -> !response.hasSentHeaders(), e -> Mono.from(replies.refuse(response, e)))
        .doFinally(signal -> underWay.arriveAndDeregister());
  }

  /** Computes for as long as the connection lives. */
  private Mono<Void> answer(
      HttpServerRequest request, HttpServerResponse response, String path, byte[] body) {
    Phase.Up up = phase.get().requireUp();
    Reply<?> reply = open(up, path, body, address(request)).with(this::failure);
    Channel channel = channel(request);
    ChannelFutureListener gone = closed -> reply.cancel().run();
    channel.closeFuture().addListener(gone);
    // A connection that is kept alive must not remember every answer it carried.
    return Mono.from(write(response, channel, reply))
        .doFinally(signal -> {
          channel.closeFuture().removeListener(gone);
          departures.mark();
        });
  }

  private <T> Publisher<Void> write(HttpServerResponse response, Channel channel, Reply<T> reply) {
    return reply.streams()
        ? replies.stream(response, channel.eventLoop(), reply.parts(), reply.events())
        : replies.whole(response, reply.whole().apply(reply.parts()).publishOn(encoding));
  }

  private Reply<?> open(Phase.Up up, String path, byte[] body, String address) {
    try {
      return up.service(path).open(body, address);
    } catch (EngineBusyException e) {
      throw e.stopping()
          ? Refusal.stopping()
          : Refusal.busy(
              String.valueOf(e.getMessage()), departures.until(up.model().engine().queued()));
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
