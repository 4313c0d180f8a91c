package org.tributary.contracts.receipt;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Published receipts, read one by one: a file may be larger than memory. */
public final class ReceiptLines implements AutoCloseable {
  private static final int BUFFER_CHARS = 16_384;
  private static final String HEADER = "{\"epoch\"";

  private final Reader in;
  private final char[] buffer = new char[BUFFER_CHARS];
  private final ReceiptReader reader = new ReceiptReader();
  private final @Nullable EpochHeader header;

  /** Read already to see whether it is a header, and none. */
  private @Nullable String first;

  private int at;
  private int filled;
  private long read;

  private ReceiptLines(InputStream from, boolean isEpoch) throws IOException {
    this.in = new InputStreamReader(from, StandardCharsets.UTF_8);
    this.first = line();
    if (isEpoch && first == null) {
      throw new MalformedReceipt("an empty file");
    }
    this.header =
        first != null && (isEpoch || first.startsWith(HEADER)) ? EpochHeader.read(first) : null;
    if (header != null) {
      first = null;
    }
  }

  /** An epoch's receipts; throws MalformedReceipt for a file that does not begin with a header. */
  public static ReceiptLines ofEpoch(InputStream from) throws IOException {
    return new ReceiptLines(from, true);
  }

  /** Receipts of no epoch, or of one that was never posted, whose header is passed over. */
  public static ReceiptLines open(InputStream from) throws IOException {
    return new ReceiptLines(from, false);
  }

  /** Of an epoch's receipts. */
  public EpochHeader header() {
    return Objects.requireNonNull(header);
  }

  /** Empty behind the last; throws MalformedReceipt, which says where. */
  public Optional<SignedReceipt> next() throws IOException {
    String line = first == null ? line() : first;
    first = null;
    if (line == null) {
      return Optional.empty();
    }
    try {
      SignedReceipt receipt = reader.read(line);
      read++;
      return Optional.of(receipt);
    } catch (MalformedReceipt e) {
      throw new MalformedReceipt("receipt " + read + ": " + e.getMessage());
    }
  }

  /** Null behind the last line; never more than a receipt can be long. */
  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder(2048);
    while (fill()) {
      int from = at;
      while (at < filled && buffer[at] != '\n') {
        at++;
      }
      line.append(buffer, from, at - from);
      if (line.length() > ReceiptReader.MAX_CHARS) {
        throw new MalformedReceipt("receipt " + read + ": longer than any receipt");
      }
      if (at < filled) {
        at++;
        return line.toString();
      }
    }
    return line.isEmpty() ? null : line.toString();
  }

  private boolean fill() throws IOException {
    if (at == filled) {
      at = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return at < filled;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
