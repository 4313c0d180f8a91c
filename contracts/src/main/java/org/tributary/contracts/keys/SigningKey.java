package org.tributary.contracts.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secp256k1 secret key that signs digests and never prints itself. */
public final class SigningKey {
  private static final int MIN_MASTER_SECRET_BYTES = 32;
  private static final int MAX_DERIVATIONS = 16;

  private final byte[] secret;
  private final byte[] publicKey;
  private final Address address;
  private final Curve curve;

  private SigningKey(byte[] secret, Curve curve) {
    if (secret.length != 32 || !Signatures.inRange(new BigInteger(1, secret))) {
      throw new IllegalArgumentException("not a secp256k1 secret key");
    }
    this.secret = secret.clone();
    this.curve = curve;
    this.publicKey = curve.publicKey(secret);
    this.address = Signatures.addressOf(publicKey);
  }

  /** A new key from the platform's secure randomness. */
  public static SigningKey random() {
    return random(new SecureRandom());
  }

  public static SigningKey random(SecureRandom random) {
    byte[] secret = new byte[32];
    do {
      random.nextBytes(secret);
    } while (!Signatures.inRange(new BigInteger(1, secret)));
    return new SigningKey(secret, Curve.fastest());
  }

  /** 32 bytes of hex, with or without 0x. */
  public static SigningKey fromHex(String hex) {
    return fromHex(hex, Curve.fastest());
  }

  static SigningKey fromHex(String hex, Curve curve) {
    String digits = hex.startsWith("0x") ? hex.substring(2) : hex;
    byte[] secret;
    try {
      secret = HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException notHex) {
      // The text is a secret: neither it nor the cause may reach a log.
      throw new IllegalArgumentException("a secret key is 64 hex digits");
    }
    return new SigningKey(secret, curve);
  }

  /**
   * The key that {@code label} names under a master secret of at least 32 bytes: HMAC-SHA256 of the
   * label and a counter, the first result that is a valid key.
   */
  public static SigningKey derive(byte[] masterSecret, String label) {
    if (masterSecret.length < MIN_MASTER_SECRET_BYTES) {
      throw new IllegalArgumentException("the master secret needs at least 32 bytes");
    }
    for (int counter = 0; counter < MAX_DERIVATIONS; counter++) {
      byte[] candidate = hmac(masterSecret, label, (byte) counter);
      if (Signatures.inRange(new BigInteger(1, candidate))) {
        return new SigningKey(candidate, Curve.fastest());
      }
    }
    throw new IllegalStateException("no valid key derived");
  }

  /** 32 bytes that {@code label} names under the same secret, and that are no key of any label. */
  public static byte[] deriveSecret(byte[] masterSecret, String label) {
    // Keys end their labels in a zero and count on from there.
    return hmac(masterSecret, label + "\0secret", (byte) 0);
  }

  public Address address() {
    return address;
  }

  /** Deterministic (RFC 6979) with low s, so the same digest always has the same signature. */
  public Signature sign(Bytes32 digest) {
    byte[] compact = curve.sign(digest.bytes(), secret);
    for (int recoveryId = 0; recoveryId < 2; recoveryId++) {
      byte[] recovered = curve.recover(digest.bytes(), compact, recoveryId);
      if (Arrays.equals(publicKey, recovered)) {
        return Signature.of(compact, recoveryId);
      }
    }
    throw new IllegalStateException("a signature did not recover to its own key");
  }

  /** 0x and 64 digits: for writing a generated key to its own protected file, nothing else. */
  public String secretHex() {
    return "0x" + HexFormat.of().formatHex(secret);
  }

  @Override
  public String toString() {
    return "SigningKey[" + address + "]";
  }

  private static byte[] hmac(byte[] masterSecret, String label, byte counter) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(masterSecret, "HmacSHA256"));
      mac.update(label.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(new byte[] {counter});
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
    }
  }
}
