package org.tributary.gateway.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Redis server of our own on this machine, which outlives this process: every write is on disk
 * before it is acknowledged.
 */
public final class RedisProcess {

  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int PROBE_TIMEOUT_MS = 500;
  private static final int PROBE_INTERVAL_MS = 20;
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final int LOG_TAIL_CHARS = 2_000;
  private static final String LOOPBACK = "127.0.0.1";

  private final ProcessHandle process;
  private final int port;

  private RedisProcess(ProcessHandle process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server on 127.0.0.1 that keeps its data in {@code dir}, and waits until it answers;
   * {@code settings} are names and values, as in {@code --cluster-enabled yes}.
   */
  public static RedisProcess start(Path dir, int port, String... settings)
      throws IOException, InterruptedException {
    Files.createDirectories(dir);
    Path log = dir.resolve("redis.log");
    Process started =
        new ProcessBuilder(command(dir, port, settings))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    RedisProcess redis = new RedisProcess(started.toHandle(), port);
    Instant deadline = Instant.now().plus(START);
    while (!answers(port, started.pid())) {
      // Also paces the probing: it returns early only when the server is gone.
      if (started.waitFor(PROBE_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
        throw new IOException("Redis on port " + port + " ended at once:\n" + tail(log));
      }
      if (Instant.now().isAfter(deadline)) {
        started.destroyForcibly();
        throw new IOException("Redis on port " + port + " does not answer:\n" + tail(log));
      }
    }
    return redis;
  }

  /** One that was started earlier, if it still runs and answers. */
  public static Optional<RedisProcess> attach(long pid, int port) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> answers(port, pid))
        .map(process -> new RedisProcess(process, port));
  }

  public long pid() {
    return process.pid();
  }

  public URI uri() {
    return URI.create("redis://" + LOOPBACK + ":" + port);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it in good order, or at last by force. */
  public void stop() {
    process.destroy();
    if (!ended()) {
      kill();
    }
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly();
    if (!ended()) {
      throw new IllegalStateException("Redis process " + pid() + " does not end");
    }
  }

  private boolean ended() {
    try {
      process.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> command(Path dir, int port, String... settings) throws IOException {
    Path home = dir.toAbsolutePath();
    List<String> command =
        new ArrayList<>(
            List.of(
                RedisBinary.locate(home.resolve("bin")).toString(),
                "--bind",
                LOOPBACK,
                "--port",
                Integer.toString(port),
                "--dir",
                home.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--save",
                "",
                // A busy ledger doubles the usual 64 MB in seconds; each doubling copies all of it.
                "--auto-aof-rewrite-min-size",
                "256mb",
                // A call's record in one piece of memory; Redis 7 knows these names too.
                "--hash-max-ziplist-value",
                "4096",
                "--hash-max-ziplist-entries",
                "32",
                "--daemonize",
                "no"));
    command.addAll(List.of(settings));
    return command;
  }

  /** Whether this very process serves the port, and not some other Redis that was there before. */
  private static boolean answers(int port, long pid) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port), PROBE_TIMEOUT_MS);
      socket.setSoTimeout(PROBE_TIMEOUT_MS);
      // QUIT ends the answer, so that it can be read to its end.
      socket
          .getOutputStream()
          .write("PING\r\nINFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
      List<String> lines =
          new String(socket.getInputStream().readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8)
              .lines()
              .toList();
      return lines.contains("+PONG") && lines.contains("process_id:" + pid);
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String tail(Path log) throws IOException {
    String text = Files.readString(log);
    return text.substring(Math.max(0, text.length() - LOG_TAIL_CHARS));
  }
}
