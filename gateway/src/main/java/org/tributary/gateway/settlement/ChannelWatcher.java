package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.FirstFailure;
import org.tributary.gateway.redis.Redis;

/**
 * Follows the chain's events: a payer who begins to leave is claimed from at once, for a claim
 * after its withdrawal would lose the money. Every step may be the last before a crash: a block
 * counts as watched when all it asks for is done, and what is under way is looked after until it
 * has ended.
 */
final class ChannelWatcher {
  private static final Logger log = LoggerFactory.getLogger(ChannelWatcher.class);
  private static final int REFUNDS_AT_ONCE = 16;

  private final ChannelChain chain;
  private final Channels channels;
  private final RefundsUnderWay underWay;
  private final LeavingChannels leaving;
  private final CooperativeRefunds refunds;
  private final SettlementJob job;
  private final Redis redis;
  private final WatchConfiguration configuration;
  private final SettlementMetrics metrics;
  private final Clock clock;
  private final Map<ChannelId, Instant> claimedAt = new HashMap<>();

  /** At which block a channel was last looked at, of those whose events are read again. */
  private final Map<ChannelId, Long> looked = new HashMap<>();

  ChannelWatcher(
      ChannelChain chain,
      Channels channels,
      RefundsUnderWay underWay,
      LeavingChannels leaving,
      CooperativeRefunds refunds,
      SettlementJob job,
      Redis redis,
      WatchConfiguration configuration,
      SettlementMetrics metrics,
      Clock clock) {
    this.chain = chain;
    this.channels = channels;
    this.underWay = underWay;
    this.leaving = leaving;
    this.refunds = refunds;
    this.job = job;
    this.redis = redis;
    this.configuration = configuration;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Deals with everything up to this block, then claims from who is leaving. A channel that cannot
   * be looked at keeps none of the others from it, but all of it from having succeeded.
   */
  void watch(Chain.Block head) {
    FirstFailure failures = new FirstFailure();
    Optional<WatchMark> last = WatchMark.load(redis);
    if (last.isEmpty() || isForgotten(last.get())) {
      // Which events a reorganisation took back is not known: every channel is looked at again.
      log.info("channels are compared with the chain at block {}", head.number());
      last.ifPresent(forgotten -> metrics.reorganised());
      looked.clear();
      channels.all().forEach(id -> failures.guard(() -> lookAt(id, head)));
      failures.guard(() -> claimAgain(head));
    } else {
      failures.guard(() -> readFrom(last.get().block() + 1, head, failures));
    }
    failures.guard(() -> claimFromLeaving(head, failures));
    failures.rethrow();
    WatchMark.save(redis, head);
  }

  /** Ends refunds that were left half done; each may wait long for its transaction. */
  void endRefunds() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      leaving.all().stream()
          .filter(id -> underWay.find(id).isPresent())
          .limit(REFUNDS_AT_ONCE)
          .forEach(id -> threads.execute(() -> endRefund(id)));
    }
  }

  private void endRefund(ChannelId id) {
    try {
      refunds.resume(id);
    } catch (RuntimeException failed) {
      // It stays set aside, and is tried again: nobody else waits for it.
      log.warn("the refund of channel {} could not be ended yet", id, failed);
    }
  }

  private boolean isForgotten(WatchMark mark) {
    return chain.block(mark.block()).filter(block -> block.hash().equals(mark.hash())).isEmpty();
  }

  /** The last blocks are read again, as a node may not have had all of their events. */
  private void readFrom(long next, Chain.Block head, FirstFailure failures) {
    long first = Math.max(0, Math.min(next, head.number() + 1 - configuration.reread()));
    looked.values().removeIf(block -> block < first);
    for (long from = first; from <= head.number(); from += configuration.blocksPerRequest()) {
      long through = Math.min(head.number(), from + configuration.blocksPerRequest() - 1);
      chain
          .movedIn(from, through)
          .forEach((id, moved) -> {
            if (looked.getOrDefault(id, -1L) < moved) {
              failures.guard(() -> lookAt(id, head));
            }
          });
    }
  }

  /** Takes over what the chain holds for a channel at this block, if it is ours. */
  private Optional<Snapshot> lookAt(ChannelId id, Chain.Block head) {
    if (channels.find(id).isEmpty()) {
      return Optional.empty();
    }
    Snapshot seen =
        channels
            .refresh(id, () -> chain.snapshot(id, head.number()))
            .orElseThrow(
                () -> new IllegalStateException("too many look at channel " + id + " at once"));
    if (seen.isLeaving()) {
      leaving.add(id);
    }
    looked.put(id, head.number());
    return Optional.of(seen);
  }

  /** Claims that a reorganisation took back are sent again; their charges stay credited once. */
  private void claimAgain(Chain.Block head) {
    Set<ChannelId> lost = new HashSet<>();
    for (ChannelId id : channels.all()) {
      channels
          .find(id)
          .filter(channel -> isBelow(chain.snapshot(id, head.number()), channel.claimed()))
          .ifPresent(channel -> lost.add(id));
    }
    claim(lost);
  }

  private static boolean isBelow(Snapshot seen, long claimed) {
    return seen.totalClaimed().compareTo(BigInteger.valueOf(claimed)) < 0;
  }

  private void claimFromLeaving(Chain.Block head, FirstFailure failures) {
    Set<ChannelId> all = leaving.all();
    metrics.leaving(all.size());
    Set<ChannelId> owing = new HashSet<>();
    all.forEach(id -> failures.guard(() -> lookAfter(id, head, owing)));
    claim(owing);
  }

  private void lookAfter(ChannelId id, Chain.Block head, Set<ChannelId> owing) {
    Optional<Snapshot> seen = lookAt(id, head);
    if (seen.filter(Snapshot::isLeaving).isPresent()) {
      if (isOwing(channels.find(id).orElseThrow(), seen.get()) && mayClaim(id)) {
        owing.add(id);
      }
    } else if (underWay.find(id).isEmpty()) {
      leaving.remove(id);
      claimedAt.remove(id);
    }
  }

  /** A claim that was mined and not noted before a crash is noted by claiming once more. */
  private static boolean isOwing(Channel channel, Snapshot seen) {
    return isBelow(seen, channel.charged())
        || seen.totalClaimed().compareTo(BigInteger.valueOf(channel.claimed())) > 0;
  }

  /** At once when it is first seen; calls that end later are claimed together. */
  private boolean mayClaim(ChannelId id) {
    Instant last = claimedAt.get(id);
    return last == null || !clock.instant().isBefore(last.plus(configuration.claimAgainEvery()));
  }

  private void claim(Set<ChannelId> owing) {
    if (owing.isEmpty()) {
      return;
    }
    Optional<ChannelClaims.Result> claimed =
        job.claimNow(List.copyOf(owing), configuration.lockWait());
    if (claimed.isEmpty()) {
      log.warn("{} channels could not be claimed from yet: a settlement is running", owing.size());
      return;
    }
    Instant now = clock.instant();
    owing.forEach(id -> claimedAt.put(id, now));
  }
}
