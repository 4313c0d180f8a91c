package org.tributary.contracts.asset;

import java.util.HexFormat;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.typeddata.Domain;

/**
 * A consent with the signature of the parent's owner, in hex: 65 bytes by a key, any bytes up to a
 * bound by a contract (ERC-1271).
 */
public record SignedConsent(DeriveConsent consent, String signature) {
  private static final int MAX_BYTES = 1024;

  public SignedConsent {
    if (!signature.startsWith("0x")
        || signature.length() < 4
        || signature.length() > 2 + 2 * MAX_BYTES) {
      throw new IllegalArgumentException("a signature is 1 to " + MAX_BYTES + " bytes of hex");
    }
    HexFormat.of().parseHex(signature, 2, signature.length());
  }

  public byte[] signatureBytes() {
    return HexFormat.of().parseHex(signature, 2, signature.length());
  }

  /** Whether this key signed it; what a contract signed, only the contract can tell. */
  public boolean isBy(Address owner, Domain domain) {
    try {
      return Signatures.isBy(owner, consent.digest(domain), new Signature(signature));
    } catch (IllegalArgumentException notByAKey) {
      return false;
    }
  }
}
