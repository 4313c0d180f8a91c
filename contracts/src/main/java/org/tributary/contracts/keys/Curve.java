package org.tributary.contracts.keys;

import org.jspecify.annotations.Nullable;

/** What is needed of secp256k1; {@link #fastest()} is native where the machine has it. */
interface Curve {
  /** The 65-byte uncompressed public key of a 32-byte secret. */
  byte[] publicKey(byte[] secret);

  /** The low-s RFC 6979 signature of a digest, as r and s. */
  byte[] sign(byte[] digest, byte[] secret);

  /** The 65-byte public key that signed, or null when there is none. */
  byte @Nullable [] recover(byte[] digest, byte[] compact, int recoveryId);

  static Curve fastest() {
    return Fastest.CURVE;
  }

  /** Loads the native library once, and only when the first key is used. */
  final class Fastest {
    private static final Curve CURVE = choose();

    private Fastest() {}

    private static Curve choose() {
      try {
        return NativeCurve.load();
      } catch (IllegalStateException | LinkageError absent) {
        return new BouncyCastleCurve();
      }
    }
  }
}
