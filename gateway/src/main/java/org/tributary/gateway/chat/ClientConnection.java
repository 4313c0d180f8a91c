package org.tributary.gateway.chat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;

/** The connection a request came on: a pending answer has no other sign that its caller left. */
final class ClientConnection {
  private final HttpRequest<?> request;

  ClientConnection(HttpRequest<?> request) {
    this.request = request;
  }

  /** Runs {@code action} when the connection closes, at once if it is closed. */
  void onClosed(Runnable action) {
    HttpRequest<?> unwrapped = request;
    while (unwrapped instanceof HttpRequestWrapper<?> wrapper) {
      unwrapped = wrapper.getDelegate();
    }
    if (unwrapped instanceof NettyHttpRequest<?> netty) {
      netty.getChannelHandlerContext().channel().closeFuture().addListener(closed -> action.run());
    }
  }
}
