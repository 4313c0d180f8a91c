package org.tributary.gateway.quote;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Limits on quotes, which cost the asker nothing.
 *
 * @param maxConcurrent more at once are refused
 */
@ConfigurationProperties("tributary.quote")
record QuoteConfig(@Bindable(defaultValue = "32") int maxConcurrent) {

  QuoteConfig {
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException("tributary.quote.max-concurrent must be positive");
    }
  }
}
