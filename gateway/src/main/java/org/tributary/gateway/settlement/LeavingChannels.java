package org.tributary.gateway.settlement;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.Redis;

/** The channels whose money is on its way out: they are looked after until it has left. */
final class LeavingChannels {
  private static final String KEY = "{settlement}:leaving";

  private final Redis redis;

  LeavingChannels(Redis redis) {
    this.redis = redis;
  }

  void add(ChannelId channel) {
    redis.commands().sadd(KEY, channel.text());
  }

  void remove(ChannelId channel) {
    redis.commands().srem(KEY, channel.text());
  }

  Set<ChannelId> all() {
    return redis.commands().smembers(KEY).stream()
        .map(ChannelId::parse)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
