package org.tributary.gateway.consent;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How many requests for consent may wait here.
 *
 * @param keptFor how long requests and answers of an asset are kept after the last one
 */
@ConfigurationProperties("tributary.consents")
public record ConsentConfig(
    @Bindable(defaultValue = "30d") Duration keptFor,
    @Bindable(defaultValue = "100") int perAsset,
    @Bindable(defaultValue = "20") long perNetworkPerDay) {

  public ConsentConfig {
    if (!keptFor.isPositive() || perAsset < 1 || perNetworkPerDay < 0) {
      throw new IllegalArgumentException("tributary.consents: bounds must be positive");
    }
  }
}
