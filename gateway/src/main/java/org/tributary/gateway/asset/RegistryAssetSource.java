package org.tributary.gateway.asset;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.chain.AssetRegistryContract;

/** Reads assets from the chain's AssetRegistry. */
final class RegistryAssetSource implements AssetSource {
  private static final Logger log = LoggerFactory.getLogger(RegistryAssetSource.class);

  private final AssetRegistryContract registry;

  RegistryAssetSource(AssetRegistryContract registry) {
    this.registry = registry;
  }

  @Override
  public List<ListedAsset> read(int limit) {
    long count = Math.min(registry.count(), limit);
    List<ListedAsset> assets = new ArrayList<>();
    for (long number = 1; number <= count; number++) {
      AssetId id = new AssetId(number);
      try {
        assets.add(new ListedAsset(registry.assetOf(id), registry.flatLineage(id)));
      } catch (IllegalArgumentException | ArithmeticException malformed) {
        // Anyone may register anything: one asset beyond our limits must not hide the others.
        log.warn("asset {} is not listed: {}", id, malformed.getMessage());
      }
    }
    return assets;
  }
}
