package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.settlement.Epoch.Transaction;
import org.tributary.gateway.settlement.Epoch.Transaction.Step;
import org.tributary.gateway.settlement.Settlement.Outcome;

/**
 * Turns charges into claimable payouts. Every step may be the last before a crash: claims are
 * cumulative, charges are folded once, and a root is stored before it is proposed, so that the next
 * run ends where this one would have.
 */
final class SettlementJob {
  private static final PayoutTable NOBODY = PayoutTable.of(List.of());

  private final SettlementLock lock;
  private final RevenueLedger ledger;
  private final SettlementChain chain;
  private final ChannelClaims claims;
  private final EpochStore epochs;
  private final EpochPoster poster;
  private final ReceiptDigests receipts;
  private final int maxEntries;
  private final Clock clock;

  SettlementJob(
      SettlementLock lock,
      RevenueLedger ledger,
      SettlementChain chain,
      VoucherSigner vouchers,
      EpochStore epochs,
      ReceiptDigests receipts,
      SettlementConfiguration configuration,
      Clock clock) {
    this.lock = lock;
    this.ledger = ledger;
    this.chain = chain;
    this.claims = new ChannelClaims(chain, vouchers);
    this.epochs = epochs;
    this.poster = new EpochPoster(chain, epochs, configuration.activationWait(), clock);
    this.receipts = receipts;
    this.maxEntries = configuration.maxEntries();
    this.clock = clock;
  }

  /** Empty when another run holds the lock for longer than {@code wait}. */
  Optional<Settlement> settle(Duration wait) {
    Optional<SettlementLock.Hold> acquired = lock.acquire(wait);
    if (acquired.isEmpty()) {
      return Optional.empty();
    }
    try (SettlementLock.Hold hold = acquired.get()) {
      return Optional.of(settle(hold));
    }
  }

  private Settlement settle(SettlementLock.Hold hold) {
    List<Transaction> sent = new ArrayList<>();
    Cut cut = ledger.unfolded(maxEntries);
    Map<ChannelId, BigInteger> due = poster.isBehind() ? ledger.charged() : cut.totals();
    ChannelClaims.Result paid = bringIn(due, hold, sent);
    Optional<Epoch> before = epochs.latest();
    Optional<Epoch> last = poster.catchUp(hold);
    fold(cut.coveredBy(paid.claimed()), hold);
    List<ChannelId> unpaid = paid.below(due);
    if (last.isPresent() && !last.get().isActive()) {
      return new Settlement(Outcome.WAITING, last, unpaid);
    }
    PayoutTable granted = last.map(Epoch::table).orElse(NOBODY);
    PayoutTable table = Payouts.next(granted, ledger.folded().byPayee());
    if (Payouts.grantTheSame(granted, table)) {
      return new Settlement(before.equals(last) ? Outcome.UNCHANGED : Outcome.POSTED, last, unpaid);
    }
    requireReceived(table.total(), hold, sent);
    Epoch epoch = poster.post(prepare(last, table, sent, hold), hold);
    Outcome outcome = epoch.isActive() ? Outcome.POSTED : Outcome.WAITING;
    return new Settlement(outcome, Optional.of(epoch), unpaid);
  }

  /** Claims from the channels and moves all that was claimed to the pool. */
  private ChannelClaims.Result bringIn(
      Map<ChannelId, BigInteger> due, SettlementLock.Hold hold, List<Transaction> sent) {
    ChannelClaims.Result paid = claims.claim(due, hold::renew);
    paid.transactions().forEach(hash -> sent.add(new Transaction(Step.CLAIM, hash)));
    paid.claimed().forEach(ledger::recordClaimed);
    if (chain.unsettled().signum() > 0) {
      hold.renew();
      sent.add(new Transaction(Step.SETTLE, chain.settle()));
    }
    return paid;
  }

  private void fold(Cut cut, SettlementLock.Hold hold) {
    cut.ends()
        .forEach((partition, end) -> {
          hold.renew();
          ledger.fold(partition, end, hold.fence());
        });
  }

  /** A chain that lost its last blocks may have lost claims whose charges are already folded. */
  private void requireReceived(BigInteger total, SettlementLock.Hold hold, List<Transaction> sent) {
    if (chain.received().compareTo(total) < 0) {
      bringIn(ledger.charged(), hold, sent);
    }
    BigInteger received = chain.received();
    if (received.compareTo(total) < 0) {
      throw new IllegalStateException(
          "the pool has received %s, and payees are owed %s".formatted(received, total));
    }
  }

  /** Stored first and proposed after: a crash between finds the same root again. */
  private Epoch prepare(
      Optional<Epoch> last, PayoutTable table, List<Transaction> sent, SettlementLock.Hold hold) {
    SortedMap<Integer, StreamId> from = last.map(Epoch::ends).orElseGet(TreeMap::new);
    SortedMap<Integer, StreamId> ends = ledger.cursors();
    Epoch epoch =
        Epoch.prepared(
            last.map(Epoch::number).orElse(0L) + 1,
            table,
            receiptsBetween(from, ends),
            clock.instant(),
            sent,
            ends);
    epochs.store(epoch, hold.fence());
    return epoch;
  }

  private ReceiptsTree receiptsBetween(
      SortedMap<Integer, StreamId> from, SortedMap<Integer, StreamId> ends) {
    List<Bytes32> digests = new ArrayList<>();
    ends.forEach((partition, end) -> {
      StreamId start = from.getOrDefault(partition, StreamId.START);
      ledger.calls(partition, start, end).forEach(call -> digests.add(receipts.of(call)));
    });
    return ReceiptsTree.of(digests);
  }
}
