package org.tributary.gateway.earnings;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.settlement.Earned;
import org.tributary.gateway.settlement.Revenue;

/**
 * Adds up what everyone has earned, at most once in a while: anyone may ask, and it reads a lot.
 */
@Singleton
final class Earnings {
  private final Revenue revenue;
  private final AssetCatalogue catalogue;
  private final EarningsConfiguration configuration;
  private final Erc20 erc20;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable EarningsView last;
  private Instant readAt = Instant.EPOCH;

  Earnings(
      Revenue revenue,
      AssetCatalogue catalogue,
      EarningsConfiguration configuration,
      Erc20 erc20,
      Clock clock) {
    this.revenue = revenue;
    this.catalogue = catalogue;
    this.configuration = configuration;
    this.erc20 = erc20;
    this.clock = clock;
  }

  EarningsView view() {
    reading.lock();
    try {
      Instant now = clock.instant();
      if (last == null || now.isAfter(readAt.plus(configuration.maxAge()))) {
        last = read();
        readAt = now;
      }
      return last;
    } finally {
      reading.unlock();
    }
  }

  private EarningsView read() {
    Earned earned = revenue.earned();
    Optional<Revenue.Grant> granted = revenue.granted();
    PayoutTable table = granted.map(Revenue.Grant::table).orElse(PayoutTable.EMPTY);
    Map<Address, BigInteger> paid = revenue.paid(earned.byPayee().keySet());
    return new EarningsReport(earned, table, paid, catalogue.all())
        .view(granted.map(Revenue.Grant::epoch).orElse(0L), erc20);
  }
}
