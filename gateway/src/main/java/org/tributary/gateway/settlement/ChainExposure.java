package org.tributary.gateway.settlement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.payment.ExposureGuard;

/**
 * Lets calls go on while the chain is away, up to the exposure the operator bears, and never longer
 * than a third of the time in which a payer can leave: two thirds remain to claim in.
 */
final class ChainExposure implements ExposureGuard {
  private static final int PARTS_OF_WITHDRAWAL = 3;

  private final ExposureConfiguration limits;
  private final Duration longest;
  private final Clock clock;
  private volatile Instant lastSeen;
  private volatile Counted counted = Counted.NOTHING;

  ChainExposure(
      ExposureConfiguration limits, Duration withdrawDelay, Instant lastSeen, Clock clock) {
    this.limits = limits;
    this.longest = withdrawDelay.dividedBy(PARTS_OF_WITHDRAWAL);
    this.lastSeen = lastSeen;
    this.clock = clock;
  }

  /** What channels owe as it was read, and the calls that were admitted since. */
  private record Counted(Map<ChannelId, Long> owed, long total, Admitted before, Admitted since) {
    static final Counted NOTHING = new Counted(Map.of(), 0, new Admitted(), new Admitted());

    long of(ChannelId channel) {
      return owed.getOrDefault(channel, 0L) + before.of(channel) + since.of(channel);
    }

    long all() {
      return total + before.total.sum() + since.total.sum();
    }
  }

  /** Ceilings by channel. */
  private static final class Admitted {
    final Map<ChannelId, LongAdder> byChannel = new ConcurrentHashMap<>();
    final LongAdder total = new LongAdder();

    void add(ChannelId channel, long ceiling) {
      byChannel.computeIfAbsent(channel, none -> new LongAdder()).add(ceiling);
      total.add(ceiling);
    }

    long of(ChannelId channel) {
      LongAdder sum = byChannel.get(channel);
      return sum == null ? 0 : sum.sum();
    }
  }

  @Override
  public Optional<Duration> refuses(ChannelId channel, long ceiling) {
    Duration away = away();
    if (away.compareTo(limits.awayAfter()) < 0) {
      return Optional.empty();
    }
    Counted now = counted;
    boolean tooMuch =
        now.of(channel) > limits.perChannel() - ceiling || now.all() > limits.total() - ceiling;
    if (tooMuch || away.compareTo(longest) >= 0) {
      return Optional.of(limits.retryAfter());
    }
    now.since().add(channel, ceiling);
    return Optional.empty();
  }

  /** The chain answered: calls go on without limit. */
  void seen(Instant at) {
    if (at.isAfter(lastSeen)) {
      lastSeen = at;
      counted = Counted.NOTHING;
    }
  }

  /**
   * Counts anew from what channels owe; what was admitted since the last counting may be in it or
   * not yet, and is counted once more.
   */
  void count(Map<ChannelId, Long> owed) {
    long total = owed.values().stream().mapToLong(Long::longValue).sum();
    counted = new Counted(Map.copyOf(owed), total, counted.since(), new Admitted());
  }

  Duration away() {
    return Duration.between(lastSeen, clock.instant());
  }

  boolean isAway() {
    return away().compareTo(limits.awayAfter()) >= 0;
  }

  /** Charged or reserved and not claimed, as far as it was counted while the chain is away. */
  long total() {
    return counted.all();
  }
}
