package org.tributary.gateway.asset;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How often the registry is read, and how much of it is kept.
 *
 * @param minCharge base units that the shortest answer costs, or a model is not served: each call
 *     leaves a receipt for ever. 0 serves models that cost nothing too
 */
@ConfigurationProperties("tributary.assets")
record AssetConfiguration(
    @Bindable(defaultValue = "1m") Duration maxAge,
    @Bindable(defaultValue = "2s") Duration minAge,
    @Bindable(defaultValue = "10000") int maxAssets,
    @Bindable(defaultValue = "1") long minCharge) {

  AssetConfiguration {
    if (!maxAge.isPositive() || minAge.isNegative() || maxAssets < 1) {
      throw new IllegalArgumentException("tributary.assets: ages and maxAssets must be positive");
    }
    if (minCharge < 0) {
      throw new IllegalArgumentException("tributary.assets.min-charge is negative");
    }
  }
}
