package org.tributary.gateway.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tributary.gateway.local.StackFailure;

/** What a watcher has fetched from a gateway, so that it is public even without that gateway. */
final class KeptFiles {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern NAME =
      Pattern.compile("(epoch-[0-9]{1,18}[.]nd|payouts-[0-9]{1,18}[.])json");

  private final Path folder;
  private final URI gateway;
  private final long maxBytes;

  /**
   * @param maxBytes of one file
   */
  KeptFiles(Path folder, URI gateway, long maxBytes) {
    this.folder = folder;
    this.gateway = gateway;
    this.maxBytes = maxBytes;
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
    HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path)).timeout(PATIENCE).build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new StackFailure(request.uri() + " answers " + answer.statusCode());
        }
        return copied(in, request.uri());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Path copied(InputStream in, URI from) throws IOException {
    Path file = Files.createTempFile(folder, ".fetched", ".part");
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] part = new byte[1 << 16];
      long left = maxBytes;
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        left -= read;
        if (left < 0) {
          throw new StackFailure(from + " is larger than " + maxBytes + " bytes");
        }
        out.write(part, 0, read);
      }
      return file;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }
}
