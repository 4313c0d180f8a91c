package org.tributary.contracts.receipt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.HexText;

/** The name of one call and of its receipt: its money partition, then 15 random bytes. */
public record CallId(@JsonValue String text) {
  private static final int PREFIX = "call_".length();

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CallId {
    if (!HexText.isLower(text, "call_", 32)) {
      throw new IllegalArgumentException("not a call id");
    }
  }

  /** {@code partition} is 0 to 255. */
  public static CallId random(int partition, RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[0] = (byte) partition;
    return new CallId("call_" + HexFormat.of().formatHex(bytes));
  }

  public int partition() {
    return Integer.parseInt(text, PREFIX, PREFIX + 2, 16);
  }

  /** The 16 bytes, zeros behind, as the signed receipt names the call. */
  public Bytes32 word() {
    return Bytes32.rightPadded(HexFormat.of().parseHex(text, PREFIX, text.length()));
  }

  @Override
  public String toString() {
    return text;
  }
}
