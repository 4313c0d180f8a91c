package org.tributary.gateway.settlement;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** One lock in Redis for all gateways; it runs out by itself when its holder dies. */
final class RedisSettlementLock implements SettlementLock {
  static final String LOCK = "{settlement}:lock";

  private static final LuaScript ACQUIRE = LuaScript.load("settlement_acquire");
  private static final LuaScript RENEW = LuaScript.load("settlement_renew");
  private static final Duration RETRY = Duration.ofMillis(100);

  private final Redis redis;
  private final Duration lease;
  private final String lock;
  private final String fence;

  RedisSettlementLock(Redis redis, Duration lease) {
    this(redis, lease, LOCK, "{settlement}:fence");
  }

  private RedisSettlementLock(Redis redis, Duration lease, String lock, String fence) {
    this.redis = redis;
    this.lease = lease;
    this.lock = lock;
    this.fence = fence;
  }

  /** The lock of the gateway that watches the chain for all of them. */
  static SettlementLock forWatching(Redis redis, Duration lease) {
    return new RedisSettlementLock(
        redis, lease, "{settlement}:watch-lock", "{settlement}:watch-fence");
  }

  /** The lock of a channel's refund: one at a time, while settlements go on. */
  static SettlementLock forRefund(Redis redis, Duration lease, ChannelId channel) {
    return new RedisSettlementLock(
        redis, lease, "{settlement}:refund-lock:" + channel, "{settlement}:fence");
  }

  @Override
  public Optional<Hold> acquire(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    do {
      List<String> outcome =
          ACQUIRE.run(redis, List.of(lock, fence), Long.toString(lease.toMillis()));
      if (outcome.getFirst().equals("held")) {
        return Optional.of(new RedisHold(Long.parseLong(outcome.get(1))));
      }
    } while (System.nanoTime() < deadline && pause());
    return Optional.empty();
  }

  private static boolean pause() {
    try {
      Thread.sleep(RETRY);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private final class RedisHold implements Hold {
    private final long fence;

    private RedisHold(long fence) {
      this.fence = fence;
    }

    @Override
    public long fence() {
      return fence;
    }

    @Override
    public void renew() {
      if (!extend(lease)) {
        throw new StaleSettlement("the settlement lock has run out");
      }
    }

    @Override
    public void close() {
      extend(Duration.ZERO);
    }

    private boolean extend(Duration by) {
      return RENEW
          .run(redis, List.of(lock), Long.toString(fence), Long.toString(by.toMillis()))
          .getFirst()
          .equals("held");
    }
  }
}
