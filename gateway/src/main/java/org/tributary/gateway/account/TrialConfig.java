package org.tributary.gateway.account;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;

/**
 * What new visitors may spend of the operator's money.
 *
 * @param budget base units for each
 * @param perAddressPerDay visitors from one address: an IPv4 address, or an IPv6 /64
 * @param perRangePerDay visitors from one range: an IPv4 /24, or an IPv6 /48
 * @param perDay visitors in all
 * @param perPayeePerDay base units that all trials together pay for the models of one owner
 * @param models the names of those that trials may call, and no others
 * @param channel what trials are spent from, where Redis names none
 */
@ConfigurationProperties("tributary.trial")
public record TrialConfig(
    @Bindable(defaultValue = "50000") long budget,
    @Bindable(defaultValue = "50") int perAddressPerDay,
    @Bindable(defaultValue = "200") int perRangePerDay,
    @Bindable(defaultValue = "1000") int perDay,
    @Bindable(defaultValue = "10000000") long perPayeePerDay,
    @Nullable List<String> models,
    @Nullable String channel) {

  public static final TrialConfig DEFAULT =
      new TrialConfig(50_000, 50, 200, 1_000, 10_000_000, List.of(), null);

  public TrialConfig {
    if (budget < 1
        || perAddressPerDay < 0
        || perRangePerDay < 0
        || perDay < 0
        || perPayeePerDay < 0) {
      throw new IllegalArgumentException("tributary.trial limits out of range");
    }
    models = models == null ? List.of() : List.copyOf(models);
  }

  public boolean lists(String model) {
    return models != null && models.contains(model);
  }

  Optional<ChannelId> channelId() {
    return Optional.ofNullable(channel).filter(text -> !text.isBlank()).map(ChannelId::parse);
  }
}
