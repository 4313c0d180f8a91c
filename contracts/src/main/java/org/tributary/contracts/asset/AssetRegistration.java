package org.tributary.contracts.asset;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;

/**
 * All that is said of an asset when it is registered; the registry limits each text to 512 bytes.
 */
public record AssetRegistration(
    AssetKind kind,
    Bytes32 contentHash,
    Bytes32 manifestHash,
    String uri,
    String name,
    String ownerName,
    String licence,
    List<Parent> parents,
    Consent consent,
    AssetTerms terms) {

  public AssetRegistration {
    parents = List.copyOf(parents);
    if (kind == AssetKind.UNKNOWN) {
      throw new IllegalArgumentException("an asset is a model or a dataset");
    }
    if (contentHash.equals(Bytes32.ZERO)) {
      throw new IllegalArgumentException("an asset has content");
    }
    if (parents.size() > Parent.MAX_PARENTS) {
      throw new IllegalArgumentException("more than " + Parent.MAX_PARENTS + " parents");
    }
  }
}
