package org.tributary.contracts.typeddata;

import java.nio.charset.StandardCharsets;
import org.tributary.contracts.keys.Keccak256;

/** A struct's type with its hash, for messages that are hashed by the thousand. */
public final class StructType {
  private final byte[] hash;

  /** {@code encodeType}: the type, then those it refers to in order of name. */
  public StructType(String encodeType) {
    byte[] text = encodeType.getBytes(StandardCharsets.US_ASCII);
    this.hash = Keccak256.digest(text, text.length);
  }

  byte[] hash() {
    return hash;
  }
}
