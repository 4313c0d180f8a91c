package org.tributary.gateway.audit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.tributary.gateway.local.StackFailure;

/** What a watcher has fetched from a gateway, so that it is public even without that gateway. */
final class KeptFiles {
  private static final Pattern NAME =
      Pattern.compile("(epoch-[0-9]{1,18}[.]nd|payouts-[0-9]{1,18}[.])json");

  private final Path folder;
  private final URI gateway;
  private final long maxBytes;
  private final Duration patience;

  /**
   * @param maxBytes of one file
   * @param patience for one file, until it is here as a whole
   */
  KeptFiles(Path folder, URI gateway, long maxBytes, Duration patience) {
    this.folder = folder;
    this.gateway = gateway;
    this.maxBytes = maxBytes;
    this.patience = patience;
  }

  static String receiptsName(long epoch) {
    return "epoch-" + epoch + ".ndjson";
  }

  static String payoutsName(long epoch) {
    return "payouts-" + epoch + ".json";
  }

  /** A file by its name; empty for what is none of these, or not here. */
  Optional<Path> find(String name) {
    return Optional.of(name)
        .filter(it -> NAME.matcher(it).matches())
        .map(folder::resolve)
        .filter(Files::isRegularFile);
  }

  /** The epoch's receipts as the gateway publishes them now, not kept yet. */
  Path fetchReceipts(long epoch) throws IOException {
    return fetch("/v1/epochs/" + epoch + "/receipts");
  }

  /** The epoch's table, likewise. */
  Path fetchPayouts(long epoch) throws IOException {
    return fetch("/v1/epochs/" + epoch + "/payouts");
  }

  void keep(Path fetched, String name) throws IOException {
    Files.move(
        fetched,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Path fetch(String path) throws IOException {
    Files.createDirectories(folder);
    URI from = gateway.resolve(path);
    Path file = Files.createTempFile(folder, ".fetched", ".part");
    boolean isWhole = false;
    HttpClient http = HttpClient.newBuilder().connectTimeout(patience).build();
    try {
      int status = fetch(http, from, file);
      if (status != 200) {
        throw new StackFailure(from + " answers " + status);
      }
      isWhole = true;
      return file;
    } finally {
      // Whatever it still does is not waited for.
      http.shutdownNow();
      if (!isWhole) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Head and body in the same time, however slowly they come. */
  private int fetch(HttpClient http, URI from, Path to) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(from).timeout(patience).build();
    CompletableFuture<HttpResponse<Path>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofFile(to), maxBytes));
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new StackFailure("%s was not here within %s".formatted(from, patience), e);
    } catch (ExecutionException e) {
      throw new StackFailure("cannot fetch %s: %s".formatted(from, e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
