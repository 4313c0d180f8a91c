package org.tributary.gateway.asset;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.DevelopmentChain;

/** Reads assets from the chain's AssetRegistry, as they are in the last period that it shows. */
final class RegistryAssetSource implements AssetSource {
  private static final Logger log = LoggerFactory.getLogger(RegistryAssetSource.class);

  private final Chain chain;
  private final AssetRegistryContract registry;
  private final Clock clock;
  private volatile @Nullable RegistryClock periods;

  RegistryAssetSource(Chain chain, AssetRegistryContract registry, Clock clock) {
    this.chain = chain;
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public Reading read(int limit) {
    Instant now = clock.instant();
    // Asked for first: what is read later may be newer than the block, but never older.
    Instant head = chain.headTime();
    RegistryClock periods = periods();
    long period = periods.period(now, head);
    List<ListedAsset> assets =
        registry.entries(ids(limit), period, RegistryAssetSource::warn).stream()
            .map(entry -> new ListedAsset(entry.asset(), entry.state(), entry.lineage()))
            .toList();
    return new Reading(period, periods.end(period, now, head), assets);
  }

  private List<AssetId> ids(int limit) {
    long count = Math.min(registry.count(), limit);
    return LongStream.rangeClosed(1, count).mapToObj(AssetId::new).toList();
  }

  /** Anyone may register anything: one asset beyond our limits must not hide the others. */
  private static void warn(AssetId id, RuntimeException malformed) {
    log.warn("asset {} is not listed: {}", id, malformed.getMessage());
  }

  private RegistryClock periods() {
    RegistryClock known = periods;
    if (known == null) {
      known = new RegistryClock(registry.period(), registry.notice(), DevelopmentChain.is(chain));
      periods = known;
    }
    return known;
  }
}
