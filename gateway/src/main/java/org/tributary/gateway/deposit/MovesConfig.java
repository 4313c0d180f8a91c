package org.tributary.gateway.deposit;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * What moving payers' money may cost the gateway, whose gas it is.
 *
 * @param movesPerDay deposits, withdrawals and refunds that are paid for, per payer
 * @param minWithdrawal base units; less than that leaves by the contract alone
 */
@ConfigurationProperties("tributary.funding")
record MovesConfig(
    @Bindable(defaultValue = "50") int movesPerDay,
    @Bindable(defaultValue = "10000") long minWithdrawal) {

  MovesConfig {
    if (movesPerDay < 1 || minWithdrawal < 1) {
      throw new IllegalArgumentException("tributary.funding: limits out of range");
    }
  }
}
