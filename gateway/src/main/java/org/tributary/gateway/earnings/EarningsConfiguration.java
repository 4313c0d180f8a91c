package org.tributary.gateway.earnings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/** How old the sums may be that anyone may ask for: they are read at most so often. */
@ConfigurationProperties("tributary.earnings")
record EarningsConfiguration(@Bindable(defaultValue = "5s") Duration maxAge) {

  EarningsConfiguration {
    if (!maxAge.isPositive()) {
      throw new IllegalArgumentException("tributary.earnings.max-age must be positive");
    }
  }
}
