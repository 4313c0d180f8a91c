package org.tributary.gateway.settlement;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** One lock in Redis for all gateways; it runs out by itself when its holder dies. */
final class RedisSettlementLock implements SettlementLock {
  static final String LOCK = "{settlement}:lock";

  private static final String FENCE = "{settlement}:fence";
  private static final LuaScript ACQUIRE = LuaScript.load("settlement_acquire");
  private static final LuaScript RENEW = LuaScript.load("settlement_renew");
  private static final Duration RETRY = Duration.ofMillis(100);

  private final Redis redis;
  private final Duration lease;

  RedisSettlementLock(Redis redis, Duration lease) {
    this.redis = redis;
    this.lease = lease;
  }

  @Override
  public Optional<Hold> acquire(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    do {
      List<String> outcome =
          ACQUIRE.run(redis, List.of(LOCK, FENCE), Long.toString(lease.toMillis()));
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
          .run(redis, List.of(LOCK), Long.toString(fence), Long.toString(by.toMillis()))
          .getFirst()
          .equals("held");
    }
  }
}
