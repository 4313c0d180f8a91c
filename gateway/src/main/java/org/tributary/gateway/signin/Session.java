package org.tributary.gateway.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.tributary.contracts.keys.Address;

/** A sign-in that holds until it expires; its secret is shown once and kept as a hash. */
record Session(String secret, Address address, Instant expiresAt) {

  /** The secret has 256 random bits, so a plain hash is enough to keep it. */
  static String hash(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  @Override
  public String toString() {
    return "Session[" + address + "]";
  }
}
