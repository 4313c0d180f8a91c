package org.tributary.gateway.settlement;

import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;

/** What everyone has earned, been granted and been paid, for those who show it. */
@Singleton
public final class Revenue {
  private static final int MAX_ATTEMPTS = 5;

  private final RevenueLedger ledger;
  private final EpochStore epochs;
  private final EarnedBook book;
  private final SettlementChain chain;
  private final SettlementConfiguration configuration;

  Revenue(
      RevenueLedger ledger,
      EpochStore epochs,
      EarnedBook book,
      SettlementChain chain,
      SettlementConfiguration configuration) {
    this.ledger = ledger;
    this.epochs = epochs;
    this.book = book;
    this.chain = chain;
    this.configuration = configuration;
  }

  /** What an active epoch grants, for ever. */
  public record Grant(long epoch, EpochRoots roots, PayoutTable table) {}

  /**
   * All charges, settled or not. Read again when a settlement has folded in between: nothing is to
   * be counted twice.
   */
  public Standing standing() {
    for (int attempt = 1; ; attempt++) {
      FoldMarks marks = ledger.marks();
      Standing standing = standing(marks);
      if (attempt == MAX_ATTEMPTS || marks.equals(ledger.marks())) {
        return standing;
      }
    }
  }

  private Standing standing(FoldMarks marks) {
    long epoch = book.lastEpoch();
    Optional<Epoch> last = epochs.find(epoch);
    List<CallId> waiting = new ArrayList<>(ledger.unfolded(configuration.maxEntries()).calls());
    waiting.addAll(ledger.deferred().calls());
    SortedMap<LocalDate, Earned> notFolded = byDay(waiting);
    SortedMap<LocalDate, Earned> open = byDay(EpochBooks.calls(ledger, epochs.marks(epoch), marks));
    notFolded.forEach((day, earned) -> open.merge(day, earned, Earned::plus));
    Earned earned = notFolded.values().stream().reduce(ledger.folded(), Earned::plus);
    return new Standing(
        earned,
        epoch,
        last.map(Epoch::table).orElse(PayoutTable.EMPTY),
        paid(earned.byPayee().keySet()),
        open);
  }

  private SortedMap<LocalDate, Earned> byDay(List<CallId> calls) {
    SortedMap<LocalDate, List<Share>> shares =
        ledger
            .charges(calls)
            .collect(
                groupingBy(
                    Charged::day,
                    TreeMap::new,
                    flatMapping(charged -> charged.split().stream(), toList())));
    SortedMap<LocalDate, Earned> earned = new TreeMap<>();
    shares.forEach((day, each) -> earned.put(day, Earned.of(each)));
    return earned;
  }

  /** By the last active epoch; empty before the first. */
  public Optional<Grant> granted() {
    return epochs
        .latestActive()
        .map(epoch -> new Grant(epoch.number(), epoch.roots(), epoch.table()));
  }

  /** What the pool has paid to each of them since it began, in base units. */
  public Map<Address, BigInteger> paid(Collection<Address> payees) {
    return chain.paid(payees);
  }
}
