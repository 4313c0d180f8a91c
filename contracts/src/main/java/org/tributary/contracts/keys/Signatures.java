package org.tributary.contracts.keys;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** Finds out who signed a digest. */
public final class Signatures {
  static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

  private Signatures() {}

  /** The signer, or empty for a signature that no key made; high s is refused as in contracts. */
  public static Optional<Address> recover(Bytes32 digest, Signature signature) {
    return recover(Curve.fastest(), digest, signature);
  }

  /** Whether {@code signer} signed the digest. */
  public static boolean isBy(Address signer, Bytes32 digest, Signature signature) {
    // Compared as bytes: an Address would be given its checksum first.
    return publicKey(Curve.fastest(), digest, signature)
        .filter(key -> Arrays.equals(addressBytes(key), signer.bytes()))
        .isPresent();
  }

  static Optional<Address> recover(Curve curve, Bytes32 digest, Signature signature) {
    return publicKey(curve, digest, signature).map(Signatures::addressOf);
  }

  private static Optional<byte[]> publicKey(Curve curve, Bytes32 digest, Signature signature) {
    byte[] compact = signature.compact();
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(compact, 32, 64));
    if (s.compareTo(HALF_ORDER) > 0) {
      return Optional.empty();
    }
    return Optional.ofNullable(curve.recover(digest.bytes(), compact, signature.v() - 27));
  }

  /** The last 20 bytes of the hash of a 65-byte uncompressed public key. */
  static Address addressOf(byte[] publicKey) {
    return Address.of(addressBytes(publicKey));
  }

  private static byte[] addressBytes(byte[] publicKey) {
    byte[] hash = Keccak256.digest(Arrays.copyOfRange(publicKey, 1, 65));
    return Arrays.copyOfRange(hash, 12, 32);
  }

  static boolean inRange(BigInteger scalar) {
    return scalar.signum() > 0 && scalar.compareTo(ORDER) < 0;
  }
}
