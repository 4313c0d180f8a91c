package org.tributary.gateway.funding;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What moving money may cost the gateway, whose gas it is.
 *
 * @param authorizationLife how long a payer may take to sign a deposit
 * @param movesPerDay deposits and withdrawals that are paid for, per payer
 * @param minWithdrawal base units; less than that leaves by the contract alone
 * @param faucetAmount base units, on a development chain
 * @param faucetPerAddress how often an address may ask in a day
 * @param faucetPerNetwork how often a network address may ask in a day
 * @param faucetPerDay how often all may ask in a day
 */
@ConfigurationProperties("tributary.funding")
record FundingConfig(
    @Bindable(defaultValue = "1h") Duration authorizationLife,
    @Bindable(defaultValue = "50") int movesPerDay,
    @Bindable(defaultValue = "10000") long minWithdrawal,
    @Bindable(defaultValue = "100000000") long faucetAmount,
    @Bindable(defaultValue = "3") int faucetPerAddress,
    @Bindable(defaultValue = "50") int faucetPerNetwork,
    @Bindable(defaultValue = "1000") int faucetPerDay) {

  FundingConfig {
    if (!authorizationLife.isPositive()) {
      throw new IllegalArgumentException("tributary.funding: times out of range");
    }
    if (movesPerDay < 1 || minWithdrawal < 1 || faucetAmount < 1) {
      throw new IllegalArgumentException("tributary.funding: limits out of range");
    }
    if (faucetPerAddress < 0 || faucetPerNetwork < 0 || faucetPerDay < 0) {
      throw new IllegalArgumentException("tributary.funding: faucet limits out of range");
    }
  }
}
