package org.tributary.gateway.settlement;

import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.redis.Redis;

/** Folds as a settlement does, for tests elsewhere. */
public final class TestFold {

  private TestFold() {}

  /** Folds at most so many of the charges that are not folded yet. */
  public static void fold(Redis redis, ChannelLedger calls, int maxEntries) {
    RevenueLedger ledger = new RedisRevenueLedger(redis, new Channels(redis), calls);
    ledger.unfolded(maxEntries).ends().forEach((partition, end) -> ledger.fold(partition, end, 1));
  }
}
