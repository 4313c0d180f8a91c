package org.tributary.contracts.asset;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;

/**
 * What an asset is and what it was made from, once and for ever; the registry limits each text to
 * 512 bytes.
 */
public record AssetDescription(
    AssetKind kind,
    Bytes32 contentHash,
    Bytes32 manifestHash,
    String uri,
    String name,
    String ownerName,
    String licence,
    List<Parent> parents) {

  public AssetDescription {
    parents = List.copyOf(parents);
    if (kind == AssetKind.UNKNOWN) {
      throw new IllegalArgumentException("an asset is a model, a dataset or an adapter");
    }
    if (contentHash.equals(Bytes32.ZERO)) {
      throw new IllegalArgumentException("an asset has content");
    }
    if (parents.size() > Parent.MAX_PARENTS) {
      throw new IllegalArgumentException("more than " + Parent.MAX_PARENTS + " parents");
    }
  }
}
