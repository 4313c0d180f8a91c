package org.tributary.gateway.asset;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;

/** Reads assets from the chain's AssetRegistry, as they are in the period that is running. */
final class RegistryAssetSource implements AssetSource {
  private static final Logger log = LoggerFactory.getLogger(RegistryAssetSource.class);

  private final Chain chain;
  private final AssetRegistryContract registry;
  private final Clock clock;
  private volatile @Nullable Duration period;

  RegistryAssetSource(Chain chain, AssetRegistryContract registry, Clock clock) {
    this.chain = chain;
    this.registry = registry;
    this.clock = clock;
  }

  @Override
  public Reading read(int limit) {
    Instant now = clock.instant();
    Instant onChain = chainTime(now);
    long length = periodLength().toSeconds();
    long period = onChain.getEpochSecond() / length;
    List<ListedAsset> assets =
        registry.entries(ids(limit), period, RegistryAssetSource::warn).stream()
            .map(entry -> new ListedAsset(entry.asset(), entry.state(), entry.lineage()))
            .toList();
    Instant end = Instant.ofEpochSecond((period + 1) * length);
    return new Reading(period, now.plus(Duration.between(onChain, end)), assets);
  }

  private List<AssetId> ids(int limit) {
    long count = Math.min(registry.count(), limit);
    return LongStream.rangeClosed(1, count).mapToObj(AssetId::new).toList();
  }

  /** Anyone may register anything: one asset beyond our limits must not hide the others. */
  private static void warn(AssetId id, RuntimeException malformed) {
    log.warn("asset {} is not listed: {}", id, malformed.getMessage());
  }

  /** A development chain's last block may be old, or its clock set ahead. */
  private Instant chainTime(Instant now) {
    Instant last = chain.block(chain.blockNumber()).map(Chain.Block::time).orElse(Instant.EPOCH);
    return last.isAfter(now) ? last : now;
  }

  private Duration periodLength() {
    Duration known = period;
    if (known == null) {
      known = registry.period();
      period = known;
    }
    return known;
  }
}
