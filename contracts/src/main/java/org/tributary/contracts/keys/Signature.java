package org.tributary.contracts.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** A recoverable secp256k1 signature: r, s, and v of 27 or 28, as 65 bytes of lower-case hex. */
public record Signature(@JsonValue String text) {
  private static final Set<String> V = Set.of("1b", "1c", "00", "01");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Signature {
    if (!HexText.is(text, "0x", 130) || !V.contains(text.substring(130).toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("not a 65-byte signature: " + Shortened.of(text));
    }
    text = canonical(text.toLowerCase(Locale.ROOT));
  }

  public static Signature of(byte[] bytes) {
    return new Signature("0x" + HexFormat.of().formatHex(bytes));
  }

  static Signature of(byte[] compact, int recoveryId) {
    byte[] out = Arrays.copyOf(compact, 65);
    out[64] = (byte) (27 + recoveryId);
    return of(out);
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  public Bytes32 r() {
    return new Bytes32(text.substring(0, 66));
  }

  public Bytes32 s() {
    return new Bytes32("0x" + text.substring(66, 130));
  }

  /** 27 or 28. */
  public int v() {
    return text.endsWith("1b") ? 27 : 28;
  }

  byte[] compact() {
    return Arrays.copyOf(bytes(), 64);
  }

  @Override
  public String toString() {
    return text;
  }

  /** Some wallets write v as 0 or 1; contracts accept only 27 and 28. */
  private static String canonical(String lower) {
    String v = lower.substring(130);
    return switch (v) {
      case "00" -> lower.substring(0, 130) + "1b";
      case "01" -> lower.substring(0, 130) + "1c";
      default -> lower;
    };
  }
}
