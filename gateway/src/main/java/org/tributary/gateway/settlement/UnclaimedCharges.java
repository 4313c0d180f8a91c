package org.tributary.gateway.settlement;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.redis.Redis;

/** What is owed to us and not on the chain yet, and when the chain was last seen by any gateway. */
final class UnclaimedCharges {
  private static final String SEEN = "{settlement}:seen";

  private final Redis redis;
  private final Channels channels;

  UnclaimedCharges(Redis redis, Channels channels) {
    this.redis = redis;
    this.channels = channels;
  }

  /** Charged or reserved and not claimed, in base units. */
  Map<ChannelId, Long> byChannel() {
    Map<ChannelId, Long> owed = new HashMap<>();
    for (ChannelId id : channels.all()) {
      channels
          .find(id)
          .ifPresent(
              channel -> owed.put(id, channel.charged() + channel.reserved() - channel.claimed()));
    }
    owed.values().removeIf(amount -> amount <= 0);
    return owed;
  }

  /** Survives a restart: a gateway that starts while the chain is away has no more time than it. */
  void saw(Instant at) {
    redis.commands().set(SEEN, Long.toString(at.toEpochMilli()));
  }

  Optional<Instant> lastSaw() {
    return Optional.ofNullable(redis.commands().get(SEEN))
        .map(Long::parseLong)
        .map(Instant::ofEpochMilli);
  }
}
