package org.tributary.contracts.keys;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** The Keccak-256 of bytes that are still coming. For one thread. */
public final class RunningKeccak {
  private final KeccakDigest keccak = new KeccakDigest(256);

  public void add(byte[] bytes) {
    keccak.update(bytes, 0, bytes.length);
  }

  /** Of all that came so far. */
  public Bytes32 hash() {
    byte[] out = new byte[32];
    new KeccakDigest(keccak).doFinal(out, 0);
    return Bytes32.of(out);
  }
}
