package org.tributary.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A caller that holds its connection in its own hands: it can stop reading, or leave. */
public final class RawCaller implements AutoCloseable {
  private static final int SMALL_BUFFER = 4_096;
  private final Socket socket = new Socket();
  private final BufferedReader in;

  public RawCaller(TestGateway gateway, String body) throws IOException {
    this(gateway, body, "Authorization: Bearer " + gateway.accessKey());
  }

  /** {@code headers} are whole lines. */
  public RawCaller(TestGateway gateway, String body, String... headers) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.setSoTimeout((int) TestGateway.PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(gateway.server.getHost(), gateway.server.getPort()));
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8), 1);
    String head =
        """
        POST /v1/chat/completions HTTP/1.1
        Host: localhost
        %s
        Content-Type: application/json
        Content-Length: %d

        """
            .formatted(String.join("\n", headers), body.getBytes(UTF_8).length)
            .replace("\n", "\r\n");
    socket.getOutputStream().write((head + body).getBytes(UTF_8));
  }

  /** Reads on to a line with {@code text} in it, which it returns. */
  public String readTo(String text) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.contains(text)) {
        return line;
      }
    }
    throw new IOException("the stream ended before " + text);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
