package org.tributary.gateway.settlement;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.gateway.settlement.Epoch.Transaction;
import org.tributary.gateway.settlement.Epoch.Transaction.Step;
import org.tributary.gateway.settlement.PostingTerms.Check;
import org.tributary.gateway.settlement.SettlementChain.PostedEpoch;

/** Brings stored epochs to the pool: proposed once, activated when their delay has passed. */
final class EpochPoster {
  private final SettlementChain chain;
  private final EpochStore epochs;
  private final PostingTerms terms;
  private final Duration activationWait;
  private final Clock clock;

  EpochPoster(
      SettlementChain chain,
      EpochStore epochs,
      PostingTerms terms,
      Duration activationWait,
      Clock clock) {
    this.chain = chain;
    this.epochs = epochs;
    this.terms = terms;
    this.activationWait = activationWait;
    this.clock = clock;
  }

  /** Whether the pool misses an epoch: it was never sent, or the chain has forgotten it. */
  boolean isBehind() {
    return chain.lastEpoch() < latest();
  }

  private long latest() {
    return epochs.latest().map(Epoch::number).orElse(0L);
  }

  /**
   * Posts every stored epoch that is not active in the pool, in order, and returns the last. One
   * whose root was proven wrong counts for nothing: its number is open again.
   */
  Optional<Posting> catchUp(SettlementLock.Hold hold) {
    long latest = latest();
    Optional<Posting> last = Optional.empty();
    for (long number = Math.max(1, chain.lastEpoch()); number <= latest; number++) {
      Epoch stored = epochs.find(number).orElseThrow();
      if (chain.lastEpoch() < number && chain.isRejected(stored.roots())) {
        return epochs.find(number - 1).map(Posting::new);
      }
      last = Optional.of(post(stored, hold));
      if (!last.get().isActive()) {
        break;
      }
    }
    return last;
  }

  /**
   * The epoch must have been stored before: a root is decided once, then sent as often as needed.
   * What the pool does not take yet stays as it is, and is tried again by the next settlement.
   */
  Posting post(Epoch stored, SettlementLock.Hold hold) {
    hold.renew();
    Epoch epoch = stored;
    if (chain.lastEpoch() < epoch.number()) {
      switch (terms.meet(epoch.number(), epoch.roots())) {
        case Check.Missing(String what) -> {
          return new Posting(epoch, what);
        }
        case Check.Met(List<Signature> available) -> epoch = propose(epoch, available, hold);
      }
    }
    PostedEpoch posted = chain.posted(epoch.number()).orElseThrow();
    if (!posted.rootsHash().equals(epoch.roots().hash())) {
      throw new IllegalStateException("the pool has another root for epoch " + epoch.number());
    }
    if (!posted.activated()) {
      if (!waitUntilDue(posted)) {
        return new Posting(save(stored, epoch.in(Epoch.State.PREPARED), hold));
      }
      epoch = epoch.with(new Transaction(Step.ACTIVATE, chain.activate()));
    }
    return new Posting(save(stored, epoch.in(Epoch.State.ACTIVE), hold));
  }

  private Epoch propose(Epoch epoch, List<Signature> available, SettlementLock.Hold hold) {
    Bytes32 hash = chain.propose(epoch.number(), epoch.roots(), available);
    Epoch proposed = epoch.with(new Transaction(Step.PROPOSE, hash));
    epochs.store(proposed, hold.fence());
    return proposed;
  }

  private Epoch save(Epoch before, Epoch after, SettlementLock.Hold hold) {
    if (!after.equals(before)) {
      epochs.store(after, hold.fence());
    }
    return after;
  }

  private boolean waitUntilDue(PostedEpoch posted) {
    Duration left = Duration.between(clock.instant(), posted.activatesAt());
    if (left.compareTo(activationWait) > 0) {
      return false;
    }
    try {
      Thread.sleep(left.isNegative() ? Duration.ZERO : left);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
