package org.tributary.gateway.asset;

import java.time.Instant;
import java.util.List;

/** Where registered assets are read from. */
@FunctionalInterface
public interface AssetSource {

  /** All assets in order of id, at most {@code limit} of them. */
  Reading read(int limit);

  /** The assets as they are in one period, which ends at {@code until}. */
  record Reading(long period, Instant until, List<ListedAsset> assets) {
    public Reading {
      assets = List.copyOf(assets);
    }

    /** For sources in which nothing ever changes with a period. */
    public static Reading timeless(List<ListedAsset> assets) {
      return new Reading(0, Instant.MAX, assets);
    }
  }
}
