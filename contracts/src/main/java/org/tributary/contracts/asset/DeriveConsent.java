package org.tributary.contracts.asset;

import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/**
 * What the owner of a closed parent signs so that one child may be registered: its content, who
 * registers it, the parent's least share, and the least prices of the child and what is made of it.
 */
public record DeriveConsent(
    AssetId parent,
    Bytes32 contentHash,
    Address registrar,
    int bps,
    long completionFloor,
    long pixelFloor,
    Instant deadline) {

  private static final String TYPE =
      "DeriveConsent(uint256 parent,bytes32 contentHash,address registrar,uint16 bps,"
          + "uint64 completionFloor,uint64 pixelFloor,uint256 deadline)";

  public DeriveConsent {
    if (bps < 0 || bps > 10_000) {
      throw new IllegalArgumentException("bps out of range: " + bps);
    }
    if (completionFloor < 0
        || completionFloor > AssetTerms.MAX_PRICE
        || pixelFloor < 0
        || pixelFloor > AssetTerms.MAX_PRICE) {
      throw new IllegalArgumentException("a floor is a price: 0 to " + AssetTerms.MAX_PRICE);
    }
  }

  public static Domain domain(long chainId, Address assetRegistry) {
    return Domain.onChain("Tributary AssetRegistry", "1", chainId, assetRegistry);
  }

  /** The deadline is signed in seconds. */
  public Bytes32 digest(Domain domain) {
    return domain.digest(
        StructHash.of(TYPE)
            .uint(parent.value())
            .bytes32(contentHash)
            .address(registrar)
            .uint(bps)
            .uint(completionFloor)
            .uint(pixelFloor)
            .uint(deadline.getEpochSecond())
            .hash());
  }

  public SignedConsent sign(SigningKey parentOwner, Domain domain) {
    return new SignedConsent(this, parentOwner.sign(digest(domain)).text());
  }
}
