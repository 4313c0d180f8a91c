package org.tributary.gateway.account;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/** The erc20 that every amount is counted in, and how its base units are shown. */
@ConfigurationProperties("tributary.erc20")
public record Erc20(
    @Bindable(defaultValue = "DevUSD") String symbol, @Bindable(defaultValue = "6") int decimals) {

  public Erc20 {
    if (symbol.isBlank() || decimals < 0 || decimals > 18) {
      throw new IllegalArgumentException("tributary.erc20 needs a symbol and 0 to 18 decimals");
    }
  }
}
