package org.tributary.gateway.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tributary.contracts.payout.PublishedPayouts;

/** {@code payouts-N.json}: an epoch's table, integers as decimal text. */
public final class PayoutsFile {
  private static final JsonMapper JSON = new JsonMapper();

  private PayoutsFile() {}

  /** The file's text. */
  public static String write(PublishedPayouts payouts) {
    try {
      return JSON.writeValueAsString(payouts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a table is always JSON", e);
    }
  }

  /**
   * What {@link #write} wrote.
   *
   * @throws IOException for what is no such file, or has amounts that no table can have
   */
  public static PublishedPayouts read(Path file) throws IOException {
    try {
      PublishedPayouts read = JSON.readValue(Files.readAllBytes(file), PublishedPayouts.class);
      if (read == null) {
        throw new IOException("it is null");
      }
      read.table();
      return read;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
