package org.tributary.gateway.signin;

import java.nio.charset.StandardCharsets;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** What {@code personal_sign} signs for a text (EIP-191, version 0x45). */
final class PersonalMessage {

  private static final String PREFIX = "\u0019Ethereum Signed Message:\n";

  private PersonalMessage() {}

  static Bytes32 digest(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Keccak256.hash((PREFIX + bytes.length).getBytes(StandardCharsets.UTF_8), bytes);
  }
}
