package org.tributary.gateway.settlement;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.asset.AssetCatalogue;

/**
 * Adds up what everyone has earned, at most once in a while: anyone may ask, and it reads a lot.
 */
@Singleton
final class Earnings {
  private static final int MAX_ATTEMPTS = 5;

  private final RevenueLedger ledger;
  private final EpochStore epochs;
  private final SettlementChain chain;
  private final AssetCatalogue catalogue;
  private final SettlementConfiguration configuration;
  private final Erc20 erc20;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private @Nullable EarningsView last;
  private Instant readAt = Instant.EPOCH;

  Earnings(
      RevenueLedger ledger,
      EpochStore epochs,
      SettlementChain chain,
      AssetCatalogue catalogue,
      SettlementConfiguration configuration,
      Erc20 erc20,
      Clock clock) {
    this.ledger = ledger;
    this.epochs = epochs;
    this.chain = chain;
    this.catalogue = catalogue;
    this.configuration = configuration;
    this.erc20 = erc20;
    this.clock = clock;
  }

  EarningsView view() {
    reading.lock();
    try {
      Instant now = clock.instant();
      if (last == null || now.isAfter(readAt.plus(configuration.earningsMaxAge()))) {
        last = read();
        readAt = now;
      }
      return last;
    } finally {
      reading.unlock();
    }
  }

  private EarningsView read() {
    Earned earned = earned();
    Optional<Epoch> active = lastActive();
    Map<Address, BigInteger> paid = new HashMap<>();
    earned.byPayee().keySet().forEach(payee -> paid.put(payee, chain.paid(payee)));
    PayoutTable granted = active.map(Epoch::table).orElseGet(() -> PayoutTable.of(List.of()));
    return new EarningsReport(earned, granted, paid, catalogue.all())
        .view(active.map(Epoch::number).orElse(0L), erc20);
  }

  /** Read again when a settlement has folded in between: nothing is to be counted twice. */
  private Earned earned() {
    Earned earned = Earned.NOTHING;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      FoldMarks marks = ledger.marks();
      earned =
          ledger
              .folded()
              .plus(ledger.of(ledger.unfolded(configuration.maxEntries())))
              .plus(ledger.of(ledger.deferred()));
      if (marks.equals(ledger.marks())) {
        return earned;
      }
    }
    return earned;
  }

  private Optional<Epoch> lastActive() {
    Optional<Epoch> latest = epochs.latest();
    return latest
        .filter(Epoch::isActive)
        .or(() -> latest.flatMap(epoch -> epochs.find(epoch.number() - 1)));
  }
}
