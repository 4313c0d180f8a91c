package org.tributary.gateway.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/**
 * The name of a job, and the right to it: its payer alone is told. It follows from the salt of the
 * call's receipt, so that a repeat of the call finds its job.
 *
 * @param text {@code imgjob_} and 32 hex digits
 */
public record JobId(@JsonValue String text) {
  private static final Pattern FORM = Pattern.compile("imgjob_[0-9a-f]{32}");
  private static final byte[] DOMAIN = "tributary image job".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 16;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public JobId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("a job's id is imgjob_ and 32 lower-case hex digits");
    }
  }

  /** Of the call whose receipt has this salt. */
  public static JobId of(Bytes32 receiptSalt) {
    byte[] hash = Keccak256.hash(DOMAIN, receiptSalt.bytes()).bytes();
    return new JobId("imgjob_" + HexFormat.of().formatHex(hash, 0, BYTES));
  }

  /** Empty for what is no such name. */
  static Optional<JobId> parse(@Nullable String text) {
    return text != null && FORM.matcher(text).matches()
        ? Optional.of(new JobId(text))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
