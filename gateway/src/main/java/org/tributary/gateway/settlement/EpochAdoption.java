package org.tributary.gateway.settlement;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.settlement.SettlementChain.PostedEpoch;

/**
 * Takes over epochs that the pool has and this ledger has not decided: somebody posted them while
 * this gateway was silent. What they credit is credited here too, so that nobody is twice.
 */
final class EpochAdoption {
  private static final Logger log = LoggerFactory.getLogger(EpochAdoption.class);

  private final SettlementChain chain;
  private final RevenueLedger ledger;
  private final EpochStore epochs;
  private final EpochBooks books;
  private final Publication publication;
  private final Clock clock;

  EpochAdoption(
      SettlementChain chain,
      RevenueLedger ledger,
      EpochStore epochs,
      EpochBooks books,
      Publication publication,
      Clock clock) {
    this.chain = chain;
    this.ledger = ledger;
    this.epochs = epochs;
    this.books = books;
    this.publication = publication;
    this.clock = clock;
  }

  /**
   * All of them, in order; whether there was any.
   *
   * @throws IllegalStateException saying what is needed for it
   */
  boolean catchUp(SettlementLock.Hold hold) {
    boolean any = false;
    long known = epochs.latestActive().map(Epoch::number).orElse(0L);
    for (long number = known + 1; number <= chain.lastEpoch(); number++) {
      PostedEpoch posted = chain.posted(number).orElseThrow();
      boolean ours =
          epochs
              .find(number)
              .filter(it -> it.roots().hash().equals(posted.rootsHash()))
              .isPresent();
      if (!ours) {
        adopt(number, posted, hold);
        any = true;
      }
    }
    return any;
  }

  private void adopt(long number, PostedEpoch posted, SettlementLock.Hold hold) {
    if (!posted.activated()) {
      throw new IllegalStateException(
          "somebody else's epoch %d is pending until %s: audit it, and challenge it if it is wrong"
              .formatted(number, posted.activatesAt()));
    }
    List<CallId> calls = publication.callsOf(number).orElseThrow(() -> unknown(number));
    PayoutTable last = epochs.find(number - 1).map(Epoch::table).orElse(PayoutTable.EMPTY);
    EpochAccounts accounts = books.of(last, calls, hold::renew);
    if (!accounts.roots().hash().equals(posted.rootsHash())) {
      throw unknown(number);
    }
    credit(number, Set.copyOf(calls), epochs.marks(number - 1), hold);
    publication.place(number, calls);
    Epoch adopted =
        Epoch.prepared(number, accounts, clock.instant(), List.of(), ledger.marks())
            .in(Epoch.State.ACTIVE);
    epochs.store(adopted, hold.fence());
    log.warn("epoch {} was posted by somebody else, and is taken over", number);
  }

  /** Of what is credited here since the last epoch nothing may be missing in theirs. */
  private void credit(long number, Set<CallId> theirs, FoldMarks last, SettlementLock.Hold hold) {
    for (CallId call : EpochBooks.calls(ledger, last, ledger.marks())) {
      if (!theirs.contains(call)) {
        throw new IllegalStateException(
            "%s is credited here, and not in epoch %d of the pool".formatted(call, number));
      }
    }
    Cut open = ledger.unfolded(Integer.MAX_VALUE);
    Cut credited = open.where(entry -> theirs.contains(entry.call()));
    Cut aside = open.without(credited);
    credited
        .ends()
        .forEach((partition, end) -> {
          hold.renew();
          List<LedgerEntry> before =
              aside.entries().getOrDefault(partition, List.of()).stream()
                  .filter(entry -> entry.id().compareTo(end) < 0)
                  .toList();
          ledger.fold(partition, end, before, hold.fence());
        });
    ledger
        .deferred()
        .where(entry -> theirs.contains(entry.call()))
        .entries()
        .forEach((partition, entries) -> {
          hold.renew();
          ledger.foldDeferred(partition, entries, hold.fence());
        });
  }

  private static IllegalStateException unknown(long number) {
    return new IllegalStateException(
        "the pool has an epoch %d that was not decided here: somebody else posted it. Put its"
                .formatted(number)
            + " %s into the folder that this gateway publishes in, and settle again"
                .formatted(EpochPublisher.receiptsFile(number)));
  }
}
