package org.tributary.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.gateway.local.StackFailure;

/** {@code payouts-N.json}, integers as decimal text. */
public final class PayoutsFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PayoutsFile() {}

  public static byte[] write(PublishedPayouts payouts) {
    try {
      return JSON.writeValueAsBytes(payouts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a table is always JSON", e);
    }
  }

  /** Throws {@link StackFailure} for what is no such file. */
  static PublishedPayouts read(Path path) {
    try {
      PublishedPayouts read = JSON.readValue(Files.readAllBytes(path), PublishedPayouts.class);
      // Amounts that no table can have are found here.
      read.table();
      return read;
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw new StackFailure("cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
