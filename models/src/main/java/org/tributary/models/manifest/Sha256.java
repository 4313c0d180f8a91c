package org.tributary.models.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that content is named by. */
final class Sha256 {
  private Sha256() {}

  static byte[] of(byte[]... parts) {
    MessageDigest digest = start();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
