package org.tributary.gateway.x402;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/** The chain is asked again about a wallet's channel that was last seen longer ago than this. */
@ConfigurationProperties("tributary.wallet")
record WalletConfig(@Bindable(defaultValue = "1m") Duration stateAge) {

  WalletConfig {
    if (!stateAge.isPositive()) {
      throw new IllegalArgumentException("tributary.wallet.state-age must be positive");
    }
  }
}
