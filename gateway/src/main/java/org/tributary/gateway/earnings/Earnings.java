package org.tributary.gateway.earnings;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.settlement.Revenue;
import org.tributary.gateway.settlement.SettledEarnings;
import org.tributary.gateway.settlement.Standing;

/**
 * Adds up what everyone has earned, at most once in a while: anyone may ask, and it reads a lot.
 */
@Singleton
final class Earnings {
  private final Revenue revenue;
  private final SettledEarnings settled;
  private final AssetCatalogue catalogue;
  private final EarningsConfiguration configuration;
  private final Erc20 erc20;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable Read last;

  Earnings(
      Revenue revenue,
      SettledEarnings settled,
      AssetCatalogue catalogue,
      EarningsConfiguration configuration,
      Erc20 erc20,
      Clock clock) {
    this.revenue = revenue;
    this.settled = settled;
    this.catalogue = catalogue;
    this.configuration = configuration;
    this.erc20 = erc20;
    this.clock = clock;
  }

  private record Read(Standing standing, EarningsView view, Instant at) {}

  EarningsView view() {
    return latest().view();
  }

  /** What the other views are of too, so that all agree. */
  Standing standing() {
    return latest().standing();
  }

  private Read latest() {
    reading.lock();
    try {
      Instant now = clock.instant();
      if (last == null || now.isAfter(last.at().plus(configuration.maxAge()))) {
        last = read(now);
      }
      return last;
    } finally {
      reading.unlock();
    }
  }

  private Read read(Instant now) {
    Standing standing = revenue.standing();
    EarningsReport report = new EarningsReport(standing, settled.byPart(standing), catalogue.all());
    return new Read(standing, report.view(erc20), now);
  }
}
