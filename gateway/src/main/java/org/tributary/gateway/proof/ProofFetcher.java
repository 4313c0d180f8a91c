package org.tributary.gateway.proof;

import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches one small file from a host that a stranger named. It connects to the address it has
 * checked, so that a name cannot be public when asked and private when used; it follows nothing,
 * and gives up after a while whatever the other side does.
 */
@Singleton
class ProofFetcher {
  private static final int HEADER_BYTES = 16 << 10;
  private static final byte[] END_OF_HEADER = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ProofConfig config;
  private final Semaphore rooms;

  ProofFetcher(ProofConfig config) {
    this.config = config;
    this.rooms = new Semaphore(config.atOnce());
  }

  /**
   * @throws IOException saying why there is no such file to be had
   */
  byte[] fetch(URI url) throws IOException {
    if (!rooms.tryAcquire()) {
      throw new IOException("too many proofs are being fetched; try again");
    }
    Attempt attempt = new Attempt(url);
    FutureTask<byte[]> task = new FutureTask<>(attempt::run);
    Thread.ofVirtual()
        .start(() -> {
          try {
            task.run();
          } finally {
            rooms.release();
          }
        });
    try {
      return task.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      attempt.close();
      throw new IOException("no whole answer within " + config.patience().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(why.getMessage()), e);
    } catch (InterruptedException e) {
      attempt.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** One connection, which whoever waits may close. */
  private final class Attempt {
    private final URI url;
    private final Socket socket = new Socket();

    Attempt(URI url) {
      this.url = url;
    }

    byte[] run() throws IOException {
      boolean configured = config.privateHosts().contains(url.getHost() + ":" + url.getPort());
      InetAddress address =
          configured
              ? InetAddress.getByName(url.getHost())
              : PublicAddresses.resolve(url.getHost());
      boolean plain = configured && "http".equals(url.getScheme());
      int port = url.getPort() != -1 ? url.getPort() : 443;
      int patience = Math.toIntExact(config.patience().toMillis());
      try (socket) {
        socket.connect(new InetSocketAddress(address, port), patience);
        socket.setSoTimeout(patience);
        try (Socket talking = plain ? socket : secured()) {
          talking.getOutputStream().write(request());
          return body(talking.getInputStream());
        }
      }
    }

    void close() {
      try {
        socket.close();
      } catch (IOException alreadyGone) {
        // Whoever waited has given up.
      }
    }

    private SSLSocket secured() throws IOException {
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      SSLSocket tls =
          (SSLSocket) factory.createSocket(socket, url.getHost(), socket.getPort(), true);
      SSLParameters parameters = tls.getSSLParameters();
      // Without this any certificate of anyone would do.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setServerNames(List.of(new SNIHostName(url.getHost())));
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      return tls;
    }

    /** HTTP/1.0, so that the answer comes in one piece and ends with the connection. */
    private byte[] request() {
      String request =
          "GET %s HTTP/1.0\r\nHost: %s\r\nAccept: application/json\r\nUser-Agent: tributary\r\n\r\n"
              .formatted(url.getRawPath(), url.getRawAuthority());
      return request.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] body(InputStream in) throws IOException {
      byte[] answer = in.readNBytes(HEADER_BYTES + config.maxBytes() + 1);
      int end = indexOf(answer, END_OF_HEADER);
      if (end < 0 || end > HEADER_BYTES) {
        throw new IOException("the answer is no HTTP");
      }
      String header = new String(answer, 0, end, StandardCharsets.ISO_8859_1);
      String[] status = header.split("\\s+", 3);
      if (!header.startsWith("HTTP/1.") || status.length < 2 || !status[1].equals("200")) {
        throw new IOException(
            "the answer is not 200"
                + (status.length < 2 ? "" : " but " + status[1])
                + "; redirects are not followed");
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(answer, end + END_OF_HEADER.length, answer.length - end - END_OF_HEADER.length);
      if (body.size() > config.maxBytes()) {
        throw new IOException("the file is larger than " + config.maxBytes() + " bytes");
      }
      return body.toByteArray();
    }
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
