package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.payout.EpochAccounts;
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
  private static final Logger log = LoggerFactory.getLogger(SettlementJob.class);

  private final SettlementLock lock;
  private final RevenueLedger ledger;
  private final SettlementChain chain;
  private final ChannelClaims claims;
  private final EpochStore epochs;
  private final EpochPoster poster;
  private final FoldLimit limit;
  private final EpochBooks books;
  private final ReceiptLeaves receipts;
  private final EpochAdoption adoption;
  private final EarnedEntries earned;
  private final Publication publication;
  private final int maxEntries;
  private final SettlementMetrics metrics;
  private final Clock clock;

  SettlementJob(
      SettlementLock lock,
      RevenueLedger ledger,
      SettlementChain chain,
      VoucherSigner vouchers,
      EpochStore epochs,
      ReceiptLeaves receipts,
      EarnedEntries earned,
      Publication publication,
      SettlementConfiguration configuration,
      SettlementMetrics metrics,
      Clock clock) {
    this.lock = lock;
    this.ledger = ledger;
    this.chain = chain;
    this.claims = new ChannelClaims(chain, vouchers, metrics);
    this.epochs = epochs;
    PostingTerms terms =
        new PostingTerms(
            chain, new HttpWatchers(configuration.watchers()), configuration.bondLimit());
    this.limit = new FoldLimit(ledger, chain, terms);
    this.poster = new EpochPoster(chain, epochs, terms, configuration.activationWait(), clock);
    this.books = new EpochBooks(ledger, receipts);
    this.receipts = receipts;
    this.earned = earned;
    this.publication = publication;
    this.adoption = new EpochAdoption(chain, ledger, epochs, books, publication, clock);
    this.maxEntries = configuration.maxEntries();
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Everything that is owed; empty when another run holds the lock for longer than {@code wait}.
   */
  Optional<Settlement> settle(Duration wait) {
    return settle(wait, ClaimThresholds.NONE);
  }

  /** Claims from the channels that have reached the thresholds. */
  Optional<Settlement> settle(Duration wait, ClaimThresholds thresholds) {
    Optional<SettlementLock.Hold> acquired = lock.acquire(wait);
    if (acquired.isEmpty()) {
      return Optional.empty();
    }
    try (SettlementLock.Hold hold = acquired.get()) {
      Settlement settled = settle(hold, thresholds);
      enterEarnings(hold);
      publication.publishOpen();
      return Optional.of(settled);
    } catch (RuntimeException failed) {
      metrics.failed();
      throw failed;
    }
  }

  /**
   * Claims from these channels and nothing else; empty when another run holds the lock for longer
   * than {@code wait}.
   */
  Optional<ChannelClaims.Result> claimNow(Collection<ChannelId> channels, Duration wait) {
    Optional<SettlementLock.Hold> acquired = lock.acquire(wait);
    if (acquired.isEmpty()) {
      return Optional.empty();
    }
    try (SettlementLock.Hold hold = acquired.get()) {
      Map<ChannelId, BigInteger> owed = ledger.charged(channels);
      ChannelClaims.Result paid = claims.claim(owed, ChannelClaims.Due.ALWAYS, hold::renew);
      ledger.recordClaimed(paid.claimed());
      return Optional.of(paid);
    }
  }

  private Settlement settle(SettlementLock.Hold hold, ClaimThresholds thresholds) {
    List<Transaction> sent = new ArrayList<>();
    Cut cut = ledger.unfolded(maxEntries);
    Cut deferred = ledger.deferred();
    boolean behind = poster.isBehind();
    Map<ChannelId, BigInteger> owed = behind ? ledger.charged() : owed(cut, deferred);
    ChannelClaims.Due due = behind ? ChannelClaims.Due.ALWAYS : due(cut, thresholds);
    ChannelClaims.Result paid = bringIn(owed, due, hold, sent);
    if (adoption.catchUp(hold)) {
      // What it credits was open when this began.
      return settle(hold, thresholds);
    }
    Optional<Epoch> before = epochs.latest();
    before.filter(epoch -> !epoch.isActive()).ifPresent(publication::publish);
    Optional<Posting> caughtUp = poster.catchUp(hold);
    Optional<Epoch> last = caughtUp.map(Posting::epoch);
    PayoutTable granted = last.map(Epoch::table).orElse(PayoutTable.EMPTY);
    String waiting = fold(cut, deferred, paid, granted, hold);
    List<ChannelId> unpaid = paid.refused().stream().sorted().toList();
    if (caughtUp.isPresent() && !caughtUp.get().isActive()) {
      return ended(caughtUp.get(), unpaid);
    }
    FoldMarks through = ledger.marks();
    EpochAccounts accounts =
        books.close(granted, last.map(Epoch::marks).orElse(FoldMarks.START), through, hold::renew);
    // Amounts never fall: the same total grants everyone the same.
    if (accounts.table().total().equals(granted.total())) {
      Outcome outcome = before.equals(last) ? Outcome.UNCHANGED : Outcome.POSTED;
      metrics.held(waiting != null);
      return new Settlement(waiting == null ? outcome : Outcome.HELD, last, unpaid, waiting);
    }
    requireReceived(accounts.table().total(), hold, sent);
    return ended(poster.post(prepare(last, accounts, through, sent, hold), hold), unpaid);
  }

  private Settlement ended(Posting posting, List<ChannelId> unpaid) {
    String held = posting.held();
    metrics.held(held != null);
    if (held != null) {
      log.error("epoch {} is held: {}", posting.epoch().number(), held);
    }
    return new Settlement(posting.outcome(), Optional.of(posting.epoch()), unpaid, held);
  }

  private static Map<ChannelId, BigInteger> owed(Cut cut, Cut deferred) {
    Map<ChannelId, BigInteger> owed = new HashMap<>(deferred.totals());
    cut.totals().forEach((channel, total) -> owed.merge(channel, total, BigInteger::max));
    return owed;
  }

  /** What is owed from before this cut was set aside, and is due whenever it can be paid. */
  private ChannelClaims.Due due(Cut cut, ClaimThresholds thresholds) {
    Instant now = clock.instant();
    return (channel, total, claimed) ->
        thresholds.isReached(
            total.subtract(claimed), cut.owedSince(channel, claimed).orElse(Instant.EPOCH), now);
  }

  /** Claims from the channels and moves all that was claimed to the pool. */
  private ChannelClaims.Result bringIn(
      Map<ChannelId, BigInteger> owed,
      ChannelClaims.Due due,
      SettlementLock.Hold hold,
      List<Transaction> sent) {
    ChannelClaims.Result paid = claims.claim(owed, due, hold::renew);
    paid.transactions().forEach(hash -> sent.add(new Transaction(Step.CLAIM, hash)));
    ledger.recordClaimed(paid.claimed());
    if (chain.unsettled().signum() > 0) {
      hold.renew();
      sent.add(new Transaction(Step.SETTLE, chain.settle()));
    }
    return paid;
  }

  /**
   * Credits what is paid and right, and sets aside what holds up the rest. Says so where the
   * operator's bond does not cover it all.
   */
  private @Nullable String fold(
      Cut cut,
      Cut deferred,
      ChannelClaims.Result paid,
      PayoutTable granted,
      SettlementLock.Hold hold) {
    Cut settled = cut.settled(paid.claimed(), paid.refused());
    metrics.noneLeftOut();
    Cut right = right(settled.paid(paid.claimed()), hold);
    Cut late = right(deferred.paid(paid.claimed()), hold);
    FoldLimit.Within within = limit.within(settled, right, late, granted);
    Cut aside = within.settled().without(right);
    within
        .settled()
        .ends()
        .forEach((partition, end) -> {
          hold.renew();
          List<LedgerEntry> setAside = aside.entries().getOrDefault(partition, List.of());
          ledger.fold(partition, end, setAside, hold.fence());
        });
    within
        .late()
        .entries()
        .forEach((partition, entries) -> {
          hold.renew();
          ledger.foldDeferred(partition, entries, hold.fence());
        });
    if (within.waiting() != null) {
      log.warn("{}", within.waiting());
    }
    return within.waiting();
  }

  /** Without the receipts that somebody could prove wrong. */
  private Cut right(Cut paid, SettlementLock.Hold hold) {
    hold.renew();
    Map<LedgerEntry, String> wrong = receipts.wrong(paid);
    wrong.forEach((entry, why) ->
        log.error("the receipt of {} is left out of epochs, it is wrong: {}", entry.call(), why));
    metrics.leftOut(wrong.size());
    return paid.where(entry -> !wrong.containsKey(entry));
  }

  /** A chain that lost its last blocks may have lost claims whose charges are already folded. */
  private void requireReceived(BigInteger total, SettlementLock.Hold hold, List<Transaction> sent) {
    if (chain.received().compareTo(total) < 0) {
      bringIn(ledger.charged(), ChannelClaims.Due.ALWAYS, hold, sent);
    }
    BigInteger received = chain.received();
    if (received.compareTo(total) < 0) {
      throw new IllegalStateException(
          "the pool has received %s, and payees are owed %s".formatted(received, total));
    }
  }

  /** What active epochs credit is final. */
  private void enterEarnings(SettlementLock.Hold hold) {
    long active = epochs.latestActive().map(Epoch::number).orElse(0L);
    for (long number = earned.lastEpoch() + 1; number <= active; number++) {
      hold.renew();
      earned.add(books.earnings(epochs, number));
    }
  }

  /**
   * Stored first, then made public, and proposed after: a crash between finds the same root again.
   */
  private Epoch prepare(
      Optional<Epoch> last,
      EpochAccounts accounts,
      FoldMarks through,
      List<Transaction> sent,
      SettlementLock.Hold hold) {
    long number = last.map(Epoch::number).orElse(0L) + 1;
    Epoch epoch = Epoch.prepared(number, accounts, clock.instant(), sent, through);
    epochs.store(epoch, hold.fence());
    publication.publish(epoch);
    return epoch;
  }
}
