package org.tributary.gateway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A backup: gzip of lines of JSON, first what it is, then a key each, and last how many there are
 * and the SHA-256 of all lines before. It is in place only when it is whole.
 */
final class BackupFile {

  private static final String FORMAT = "tributary-ledger";
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private BackupFile() {}

  private record Head(String format, int version, String createdAt) {}

  private record Tail(long keys, String sha256) {}

  /** What a whole file holds. */
  record Summary(Instant createdAt, long keys) {}

  /** Writes a file that nobody else may read: it holds who has how much. */
  static final class Writer implements AutoCloseable {
    private final Path file;
    private final Path partial;
    private final BufferedWriter out;
    private final MessageDigest digest = sha256();
    private long keys;

    Writer(Path file, Instant createdAt) throws IOException {
      this.file = file.toAbsolutePath();
      if (Files.exists(file)) {
        throw new BackupRefused(file + " exists already; name a new file");
      }
      partial = this.file.resolveSibling(file.getFileName() + ".partial");
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      out =
          new BufferedWriter(
              new OutputStreamWriter(
                  new GZIPOutputStream(Files.newOutputStream(partial), 1 << 16),
                  StandardCharsets.UTF_8));
      line(JSON.writeValueAsString(new Head(FORMAT, VERSION, createdAt.toString())));
    }

    void add(StoredKey key) throws IOException {
      line(JSON.writeValueAsString(key));
      keys++;
    }

    /** Puts the whole file in its place, or does so never. */
    void finish() throws IOException {
      line(JSON.writeValueAsString(new Tail(keys, HexFormat.of().formatHex(digest.digest()))));
      out.close();
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    long keys() {
      return keys;
    }

    private void line(String text) throws IOException {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
      out.write(text);
      out.write('\n');
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.deleteIfExists(partial);
    }
  }

  /** Reads a file to its end and hands over each key; throws before the end of a damaged one. */
  static Summary read(Path file, Consumer<StoredKey> each) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return read(file, in, each);
    } catch (JsonProcessingException e) {
      throw new BackupRefused(file + " is damaged: a line is not as it was written", e);
    } catch (IOException e) {
      throw new BackupRefused(file + " cannot be read whole: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new BackupRefused(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static Summary read(Path file, BufferedReader in, Consumer<StoredKey> each)
      throws IOException {
    MessageDigest digest = sha256();
    String first = in.readLine();
    if (first == null) {
      throw new BackupRefused(file + " is empty");
    }
    Head head = JSON.readValue(first, Head.class);
    if (!FORMAT.equals(head.format()) || head.version() != VERSION) {
      throw new BackupRefused(file + " is no ledger backup of version " + VERSION);
    }
    update(digest, first);
    long keys = 0;
    String line = in.readLine();
    for (@Nullable String next = in.readLine();
        line != null && next != null;
        next = in.readLine()) {
      each.accept(JSON.readValue(line, StoredKey.class));
      update(digest, line);
      keys++;
      line = next;
    }
    if (line == null || !line.contains("\"sha256\"")) {
      throw new BackupRefused(file + " is cut short: its last line is missing");
    }
    Tail tail = JSON.readValue(line, Tail.class);
    if (tail.keys() != keys || !tail.sha256().equals(HexFormat.of().formatHex(digest.digest()))) {
      throw new BackupRefused(file + " is damaged: its checksum does not match");
    }
    return new Summary(Instant.parse(head.createdAt()), keys);
  }

  private static void update(MessageDigest digest, String line) {
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
