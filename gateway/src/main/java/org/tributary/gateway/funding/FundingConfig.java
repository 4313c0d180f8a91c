package org.tributary.gateway.funding;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How accounts are funded.
 *
 * @param authorizationLife how long a payer may take to sign a deposit
 * @param faucetAmount base units, on a development chain
 * @param faucetPerAddress how often an address may ask in a day
 * @param faucetPerNetwork how often a network address may ask in a day
 * @param faucetPerDay how often all may ask in a day
 */
@ConfigurationProperties("tributary.funding")
record FundingConfig(
    @Bindable(defaultValue = "1h") Duration authorizationLife,
    @Bindable(defaultValue = "100000000") long faucetAmount,
    @Bindable(defaultValue = "3") int faucetPerAddress,
    @Bindable(defaultValue = "50") int faucetPerNetwork,
    @Bindable(defaultValue = "1000") int faucetPerDay) {

  FundingConfig {
    if (!authorizationLife.isPositive()) {
      throw new IllegalArgumentException("tributary.funding: times out of range");
    }
    if (faucetAmount < 1) {
      throw new IllegalArgumentException("tributary.funding: limits out of range");
    }
    if (faucetPerAddress < 0 || faucetPerNetwork < 0 || faucetPerDay < 0) {
      throw new IllegalArgumentException("tributary.funding: faucet limits out of range");
    }
  }
}
