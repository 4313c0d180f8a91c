package org.tributary.inference.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A raw connection: an HTTP client library might keep it open after its user has left. */
final class Call implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  private Call(int port, byte[] request) throws IOException {
    socket = new Socket();
    // As little as the system allows: what a reader leaves unread must stay with the server.
    socket.setReceiveBufferSize(1024);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout(30_000);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    socket.getOutputStream().write(request);
  }

  /** A chat with this body. */
  Call(int port, String chat) throws IOException {
    this(port, post(chat).getBytes(StandardCharsets.UTF_8));
  }

  private static String post(String body) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  static Call get(int port, String path) throws IOException {
    return raw(port, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  static Call raw(int port, String request) throws IOException {
    return new Call(port, request.getBytes(StandardCharsets.UTF_8));
  }

  boolean isOpen() {
    return !socket.isClosed();
  }

  String readLine() throws IOException {
    return String.valueOf(in.readLine());
  }

  /** Everything until the other side closes. */
  String readAll() throws IOException {
    StringWriter all = new StringWriter();
    in.transferTo(all);
    return all.toString();
  }

  void awaitText(String part) throws IOException {
    StringBuilder seen = new StringBuilder();
    char[] next = new char[1];
    while (seen.indexOf(part) < 0) {
      assertEquals(1, in.read(next), "closed after " + seen);
      seen.append(next[0]);
    }
  }

  /** Whether the other side is gone, found out without reading. */
  boolean isCutOff() {
    try {
      socket.getOutputStream().write('\n');
      return false;
    } catch (IOException gone) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
