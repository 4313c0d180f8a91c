package org.tributary.gateway.client;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The connection a request came on: a pending answer has no other sign that its caller left. */
public final class ClientConnection implements AutoCloseable {
  private final Optional<ChannelFuture> closed;
  private final List<GenericFutureListener<ChannelFuture>> listeners = new CopyOnWriteArrayList<>();

  public ClientConnection(HttpRequest<?> request) {
    HttpRequest<?> unwrapped = request;
    while (unwrapped instanceof HttpRequestWrapper<?> wrapper) {
      unwrapped = wrapper.getDelegate();
    }
    this.closed =
        unwrapped instanceof NettyHttpRequest<?> netty
            ? Optional.of(netty.getChannelHandlerContext().channel().closeFuture())
            : Optional.empty();
  }

  /** Runs {@code action} when the connection closes, at once if it is closed. */
  public void onClosed(Runnable action) {
    closed.ifPresent(future -> {
      GenericFutureListener<ChannelFuture> listener = done -> action.run();
      listeners.add(listener);
      future.addListener(listener);
    });
  }

  /** Breaks the connection off: of an answer that has begun there is no other end. */
  public void cut() {
    closed.ifPresent(future -> future.channel().close());
  }

  /** Forgets what was to be done: a connection outlives its calls. */
  @Override
  public void close() {
    closed.ifPresent(future -> listeners.forEach(future::removeListener));
  }
}
