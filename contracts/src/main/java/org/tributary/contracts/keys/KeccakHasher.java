package org.tributary.contracts.keys;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 for trees of many nodes: bytes in, bytes out, nothing made on the way. One thread. */
public final class KeccakHasher {
  public static final int BYTES = 32;

  private final KeccakDigest keccak = new KeccakDigest(256);

  public KeccakHasher update(byte[] from, int at, int length) {
    keccak.update(from, at, length);
    return this;
  }

  /** Writes the hash of all updates to {@code to} and begins anew. */
  public void into(byte[] to, int at) {
    keccak.doFinal(to, at);
  }
}
