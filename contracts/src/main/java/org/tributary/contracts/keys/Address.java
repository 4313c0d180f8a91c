package org.tributary.contracts.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** A 20-byte account or contract address, held as its EIP-55 checksummed text. */
public record Address(@JsonValue String text) implements Comparable<Address> {
  public static final Address ZERO = new Address("0x" + "0".repeat(40));

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Address {
    if (!HexText.is(text, "0x", 40)) {
      throw new IllegalArgumentException("not an address: " + Shortened.of(text));
    }
    String checksummed = checksum(text.substring(2).toLowerCase(Locale.ROOT));
    if (isMixedCase(text) && !text.equals(checksummed)) {
      throw new IllegalArgumentException("address fails its checksum: " + text);
    }
    text = checksummed;
  }

  /** The address in 20 bytes. */
  public static Address of(byte[] bytes) {
    return new Address("0x" + HexFormat.of().formatHex(bytes));
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  /** Left-padded to a word, as the ABI encodes it. */
  public Bytes32 word() {
    return Bytes32.leftPadded(bytes());
  }

  public boolean isZero() {
    return equals(ZERO);
  }

  /** Numeric order, which checksummed text alone does not have. */
  @Override
  public int compareTo(Address other) {
    return text.compareToIgnoreCase(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean isMixedCase(String text) {
    String digits = text.substring(2);
    return !digits.equals(digits.toLowerCase(Locale.ROOT))
        && !digits.equals(digits.toUpperCase(Locale.ROOT));
  }

  private static String checksum(String lower) {
    byte[] hash = Keccak256.digest(lower.getBytes(StandardCharsets.US_ASCII));
    StringBuilder out = new StringBuilder(42).append("0x");
    for (int i = 0; i < lower.length(); i++) {
      int nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
      char digit = lower.charAt(i);
      out.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
    }
    return out.toString();
  }
}
