package org.tributary.gateway.settlement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a node that can be cut and mended, on one port. */
final class BrokenLine implements AutoCloseable {
  private final URI node;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket listening;

  BrokenLine(URI node) {
    this.node = node;
    this.listening = listen(0);
    this.port = listening.getLocalPort();
    accept(listening);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Closes the port and every connection. */
  void cut() {
    closeAll();
  }

  void mend() {
    listening = listen(port);
    accept(listening);
  }

  @Override
  public void close() {
    closeAll();
  }

  private void closeAll() {
    close(listening);
    open.forEach(BrokenLine::close);
    open.clear();
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket server) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket caller = server.accept();
              Socket there = new Socket(node.getHost(), node.getPort());
              open.add(caller);
              open.add(there);
              if (server.isClosed()) {
                closeAll();
              }
              Thread.ofVirtual().start(() -> pipe(caller, there));
              Thread.ofVirtual().start(() -> pipe(there, caller));
            }
          } catch (IOException cut) {
            // The line is cut.
          }
        });
  }

  private static void pipe(Socket from, Socket to) {
    try (InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
    } catch (IOException cut) {
      // One end is gone, so the other goes too.
    } finally {
      close(to);
    }
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception gone) {
      // Closed already.
    }
  }
}
