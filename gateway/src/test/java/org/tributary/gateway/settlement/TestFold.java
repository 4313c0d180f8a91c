package org.tributary.gateway.settlement;

import java.util.List;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.redis.Redis;

/** Folds as a settlement does, for tests elsewhere. */
public final class TestFold {

  private TestFold() {}

  /**
   * Folds at most so many of the charges that are not folded yet; the first of each partition is
   * set aside, and what was set aside before is credited.
   */
  public static void fold(Redis redis, ChannelLedger calls, int maxEntries) {
    RevenueLedger ledger = new RedisRevenueLedger(redis, new Channels(redis), calls);
    Cut deferred = ledger.deferred();
    Cut cut = ledger.unfolded(maxEntries);
    cut.ends()
        .forEach((partition, end) -> {
          List<LedgerEntry> first = cut.entries().getOrDefault(partition, List.of()).subList(0, 1);
          ledger.fold(partition, end, first, 1);
        });
    deferred.entries().forEach((partition, paid) -> ledger.foldDeferred(partition, paid, 1));
  }
}
