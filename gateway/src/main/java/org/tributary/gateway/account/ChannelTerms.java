package org.tributary.gateway.account;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.tributary.contracts.voucher.ChannelConfig;

/**
 * What the gateway asks of a payer's channel.
 *
 * @param erc20Name as in the erc20's EIP-712 domain
 * @param erc20Version as in the erc20's EIP-712 domain
 * @param withdrawDelay how long a payer waits to leave without the gateway
 * @param minDeposit base units; a smaller one is not worth its gas
 * @param minAmount base units asked for where a request cannot be priced
 * @param maxTimeout how long a payment may be on its way
 */
@ConfigurationProperties("tributary.terms")
public record ChannelTerms(
    @Bindable(defaultValue = "DevUSD") String erc20Name,
    @Bindable(defaultValue = "1") String erc20Version,
    @Bindable(defaultValue = "1d") Duration withdrawDelay,
    @Bindable(defaultValue = "10000") long minDeposit,
    @Bindable(defaultValue = "1000") long minAmount,
    @Bindable(defaultValue = "60s") Duration maxTimeout) {

  public ChannelTerms {
    if (withdrawDelay.compareTo(ChannelConfig.MIN_WITHDRAW_DELAY) < 0
        || withdrawDelay.compareTo(ChannelConfig.MAX_WITHDRAW_DELAY) > 0) {
      throw new IllegalArgumentException("tributary.terms.withdraw-delay is 900 s to 30 days");
    }
    if (minDeposit < 1 || minAmount < 1 || !maxTimeout.isPositive()) {
      throw new IllegalArgumentException("tributary.terms: amounts and times must be positive");
    }
  }
}
