package org.tributary.contracts.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;

/** Thirty-two bytes (a hash, a salt, one ABI word), held as lower-case 0x text. */
public record Bytes32(@JsonValue String text) implements Comparable<Bytes32> {

  public static final Bytes32 ZERO = new Bytes32("0x" + "0".repeat(64));

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Bytes32 {
    if (!HexText.is(text, "0x", 64)) {
      throw new IllegalArgumentException("not 32 bytes in hex: " + Shortened.of(text));
    }
    text = text.toLowerCase(Locale.ROOT);
  }

  public static Bytes32 of(byte[] bytes) {
    return new Bytes32("0x" + HexFormat.of().formatHex(bytes));
  }

  /** At most 32 bytes, zeros in front. */
  public static Bytes32 leftPadded(byte[] bytes) {
    byte[] word = new byte[32];
    System.arraycopy(bytes, 0, word, 32 - bytes.length, bytes.length);
    return of(word);
  }

  /** At most 32 bytes, zeros behind. */
  public static Bytes32 rightPadded(byte[] bytes) {
    byte[] word = new byte[32];
    System.arraycopy(bytes, 0, word, 0, bytes.length);
    return of(word);
  }

  /** An unsigned integer below 2^256, big-endian. */
  public static Bytes32 of(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("not a uint256: " + value);
    }
    String hex = value.toString(16);
    return new Bytes32("0x" + "0".repeat(64 - hex.length()) + hex);
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  @Override
  public int compareTo(Bytes32 other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
