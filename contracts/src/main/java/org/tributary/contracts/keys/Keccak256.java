package org.tributary.contracts.keys;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** The hash of Ethereum: Keccak-256 with the original padding. */
public final class Keccak256 {
  private Keccak256() {}

  /** The hash of all parts, one after another. */
  public static Bytes32 hash(byte[]... parts) {
    return Bytes32.of(digest(parts));
  }

  /** The hash of the first {@code length} bytes. */
  public static byte[] digest(byte[] bytes, int length) {
    KeccakDigest keccak = new KeccakDigest(256);
    keccak.update(bytes, 0, length);
    byte[] out = new byte[32];
    keccak.doFinal(out, 0);
    return out;
  }

  static byte[] digest(byte[]... parts) {
    KeccakDigest keccak = new KeccakDigest(256);
    for (byte[] part : parts) {
      keccak.update(part, 0, part.length);
    }
    byte[] out = new byte[32];
    keccak.doFinal(out, 0);
    return out;
  }
}
