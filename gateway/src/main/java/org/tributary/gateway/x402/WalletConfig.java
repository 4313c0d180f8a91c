package org.tributary.gateway.x402;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits on what wallets' channels may ask of the chain.
 *
 * @param stateAge the chain is asked again about a channel that was last seen longer ago
 * @param depositWait how long a repeated deposit waits for its first sending
 * @param rememberDeposit how long a brought deposit is known, longer than any is valid
 * @param nativeCoinPrice base units of the erc20 that one coin of the chain is worth, to compare a
 *     deposit with its gas; 0 where gas costs nothing
 */
@ConfigurationProperties("tributary.wallet")
record WalletConfig(
    @Bindable(defaultValue = "1m") Duration stateAge,
    @Bindable(defaultValue = "30s") Duration depositWait,
    @Bindable(defaultValue = "24h") Duration rememberDeposit,
    @Bindable(defaultValue = "0") long nativeCoinPrice) {

  WalletConfig {
    if (!stateAge.isPositive()
        || !depositWait.isPositive()
        || rememberDeposit.compareTo(depositWait) < 0
        || nativeCoinPrice < 0) {
      throw new IllegalArgumentException("tributary.wallet: times and prices must be positive");
    }
  }
}
