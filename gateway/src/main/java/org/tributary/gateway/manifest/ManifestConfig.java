package org.tributary.gateway.manifest;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How many manifests strangers may leave here.
 *
 * @param unregisteredFor how long one is kept that no asset names
 */
@ConfigurationProperties("tributary.manifests")
public record ManifestConfig(
    @Bindable(defaultValue = "2d") Duration unregisteredFor,
    @Bindable(defaultValue = "20") long perNetworkPerDay,
    @Bindable(defaultValue = "200") long perDay) {

  public ManifestConfig {
    if (!unregisteredFor.isPositive() || perNetworkPerDay < 0 || perDay < 0) {
      throw new IllegalArgumentException("tributary.manifests: bounds must not be negative");
    }
  }
}
