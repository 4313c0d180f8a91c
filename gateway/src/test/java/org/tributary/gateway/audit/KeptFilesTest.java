package org.tributary.gateway.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.gateway.local.StackFailure;

/** A gateway that sends too much, too slowly, or nothing. */
class KeptFilesTest {
  private static final Duration BRIEF = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.setExecutor(threads);
    gateway.createContext(
        "/v1/epochs/1/receipts",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          try {
            ended.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    gateway.createContext(
        "/v1/epochs/2/receipts",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(new byte[1_000]);
          }
        });
    gateway.start();
  }

  @AfterEach
  void stop() {
    ended.countDown();
    gateway.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aBodyThatNeverEnds_isGivenUp() {
    assertFails(files(1_000, BRIEF), 1, "was not here within");
  }

  @Test
  void aBodyThatIsTooLarge_isRefused() {
    assertFails(files(999, LONG), 2, "cannot fetch");
  }

  @Test
  void anErrorsBody_isNotTakenForAFile() {
    assertFails(files(1_000, LONG), 3, "answers 404");
  }

  @Test
  void aWholeFile_isHere() throws IOException {
    Path fetched = files(1_000, LONG).fetchReceipts(2);
    assertEquals(1_000, Files.size(fetched));
  }

  private void assertFails(KeptFiles files, long epoch, String why) {
    StackFailure failed =
        assertTimeoutPreemptively(
            LONG, () -> assertThrows(StackFailure.class, () -> files.fetchReceipts(epoch)));
    assertTrue(String.valueOf(failed.getMessage()).contains(why), failed.getMessage());
    assertEquals(0, folder.toFile().list().length);
  }

  private KeptFiles files(long maxBytes, Duration patience) {
    URI at = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
    return new KeptFiles(folder, at, maxBytes, patience);
  }
}
