package org.tributary.gateway.account;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;

/**
 * What new visitors may spend of the operator's money: a budget each (base units), so many a day
 * from one address, so many a day in all; and the channel it is spent from, where Redis names none.
 */
@ConfigurationProperties("tributary.trial")
public record TrialConfig(
    @Bindable(defaultValue = "50000") long budget,
    @Bindable(defaultValue = "50") int perAddressPerDay,
    @Bindable(defaultValue = "1000") int perDay,
    @Nullable String channel) {

  public static final TrialConfig DEFAULT = new TrialConfig(50_000, 50, 1_000, null);

  public TrialConfig {
    if (budget < 1 || perAddressPerDay < 0 || perDay < 0) {
      throw new IllegalArgumentException("tributary.trial limits out of range");
    }
  }

  Optional<ChannelId> channelId() {
    return Optional.ofNullable(channel).filter(text -> !text.isBlank()).map(ChannelId::parse);
  }
}
