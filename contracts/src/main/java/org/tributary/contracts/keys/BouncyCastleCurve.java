package org.tributary.contracts.keys;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** The portable fallback, for machines without the native library. */
final class BouncyCastleCurve implements Curve {
  @Override
  public byte[] publicKey(byte[] secret) {
    return uncompressed(Sign.publicKeyFromPrivate(new BigInteger(1, secret)));
  }

  @Override
  public byte[] sign(byte[] digest, byte[] secret) {
    ECDSASignature signature = ECKeyPair.create(secret).sign(digest);
    byte[] compact = new byte[64];
    System.arraycopy(Numeric.toBytesPadded(signature.r, 32), 0, compact, 0, 32);
    System.arraycopy(Numeric.toBytesPadded(signature.s, 32), 0, compact, 32, 32);
    return compact;
  }

  @Override
  public byte @Nullable [] recover(byte[] digest, byte[] compact, int recoveryId) {
    BigInteger r = new BigInteger(1, Arrays.copyOf(compact, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(compact, 32, 64));
    if (!Signatures.inRange(r) || !Signatures.inRange(s)) {
      return null;
    }
    try {
      BigInteger key = Sign.recoverFromSignature(recoveryId, new ECDSASignature(r, s), digest);
      return key == null ? null : uncompressed(key);
    } catch (IllegalArgumentException notOnCurve) {
      return null;
    }
  }

  private static byte[] uncompressed(BigInteger xy) {
    byte[] out = new byte[65];
    out[0] = 4;
    System.arraycopy(Numeric.toBytesPadded(xy, 64), 0, out, 1, 64);
    return out;
  }
}
