package org.tributary.gateway.deposit;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What bringing deposits may take.
 *
 * @param minLeft a deposit that ends sooner may not be mined in time
 * @param patience how long a repeated deposit waits for its first sending
 * @param remember how long a brought deposit is known, longer than any is valid
 * @param lookback in how many of the last blocks a repeated deposit is looked for
 * @param nativeCoinPrice base units of the erc20 that one coin of the chain is worth, to compare a
 *     deposit with its gas; 0 where gas costs nothing
 */
@ConfigurationProperties("tributary.deposit")
record DepositConfig(
    @Bindable(defaultValue = "10s") Duration minLeft,
    @Bindable(defaultValue = "30s") Duration patience,
    @Bindable(defaultValue = "24h") Duration remember,
    @Bindable(defaultValue = "5000") int lookback,
    @Bindable(defaultValue = "0") long nativeCoinPrice) {

  DepositConfig {
    if (minLeft.isNegative() || !patience.isPositive() || remember.compareTo(patience) < 0) {
      throw new IllegalArgumentException("tributary.deposit: times out of range");
    }
    if (lookback < 0 || nativeCoinPrice < 0) {
      throw new IllegalArgumentException("tributary.deposit: limits out of range");
    }
  }
}
