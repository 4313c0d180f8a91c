package org.tributary.gateway.settlement;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutTable;

/** What everyone has earned, been granted and been paid, for those who show it. */
@Singleton
public final class Revenue {
  private static final int MAX_ATTEMPTS = 5;

  private final RevenueLedger ledger;
  private final EpochStore epochs;
  private final SettlementChain chain;
  private final SettlementConfiguration configuration;

  Revenue(
      RevenueLedger ledger,
      EpochStore epochs,
      SettlementChain chain,
      SettlementConfiguration configuration) {
    this.ledger = ledger;
    this.epochs = epochs;
    this.chain = chain;
    this.configuration = configuration;
  }

  /** What an active epoch grants, for ever. */
  public record Grant(long epoch, EpochRoots roots, PayoutTable table) {}

  /**
   * All charges, settled or not. Read again when a settlement has folded in between: nothing is to
   * be counted twice.
   */
  public Earned earned() {
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

  /** By the last active epoch; empty before the first. */
  public Optional<Grant> granted() {
    Optional<Epoch> latest = epochs.latest();
    return latest
        .filter(Epoch::isActive)
        .or(() -> latest.flatMap(epoch -> epochs.find(epoch.number() - 1)))
        .map(epoch -> new Grant(epoch.number(), epoch.roots(), epoch.table()));
  }

  /** What the pool has paid to each of them since it began, in base units. */
  public Map<Address, BigInteger> paid(Collection<Address> payees) {
    return chain.paid(payees);
  }
}
