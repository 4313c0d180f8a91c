package org.tributary.gateway.payment;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.account.KeyLimits;
import org.tributary.gateway.payment.ReserveOutcome.Bound;
import org.tributary.gateway.payment.ReserveOutcome.Reason;
import org.tributary.gateway.payment.ReserveOutcome.Refused;

/** The limits of access keys in plain Java: what the scripts must agree with. */
final class ModelKeys {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** One key, whose limits may change at any time. */
  static final class Key {
    KeyLimits limits = KeyLimits.NONE;
    boolean revoked;
    long spent;
    long reserved;
    private final Map<Long, Long> usedByDay = new HashMap<>();
    private final Bucket requests = new Bucket();
    private final Bucket modelTokens = new Bucket();

    long usedOn(Instant now) {
      return usedByDay.getOrDefault(day(now), 0L);
    }

    /** A limit that is lifted is forgotten with its bucket. */
    void limit(KeyLimits changed) {
      limits = changed;
      if (changed.requestsPerMinute() == null) {
        requests.level = null;
      }
      if (changed.modelTokensPerMinute() == null) {
        modelTokens.level = null;
      }
    }
  }

  /** What a call holds until it ends. */
  private record Held(Key key, long ceiling, long day, long modelTokens) {}

  /** A bucket whose level is a number of milliseconds' refills: limit · ms. */
  private static final class Bucket {
    @Nullable BigInteger level;
    Instant at = Instant.EPOCH;

    BigInteger levelAt(Instant now, long perMinute) {
      BigInteger full = product(perMinute, MINUTE);
      if (level == null) {
        return full;
      }
      return level.add(product(perMinute, Duration.between(at, now))).min(full);
    }

    void set(BigInteger changed, Instant now) {
      level = changed;
      at = now;
    }
  }

  private final Map<CallId, Held> open = new HashMap<>();

  @Nullable Refused reserve(
      Key key, CallId call, String model, long ceiling, long wanted, Instant now) {
    Refused refusal = refusal(key, model, ceiling, wanted, now);
    if (refusal != null) {
      return refusal;
    }
    long held = take(key.modelTokens, key.limits.modelTokensPerMinute(), wanted, now);
    take(key.requests, key.limits.requestsPerMinute(), 1, now);
    key.reserved += ceiling;
    key.usedByDay.merge(day(now), ceiling, Long::sum);
    open.put(call, new Held(key, ceiling, day(now), held));
    return null;
  }

  void end(CallId call, long charge, long used, Instant now) {
    Held held = open.remove(call);
    if (held == null) {
      return;
    }
    Key key = held.key();
    key.reserved -= held.ceiling();
    key.spent += charge;
    key.usedByDay.merge(held.day(), charge - held.ceiling(), Long::sum);
    Long perMinute = key.limits.modelTokensPerMinute();
    long unused = held.modelTokens() - used;
    if (perMinute != null && unused > 0) {
      BigInteger level = key.modelTokens.levelAt(now, perMinute).add(product(unused, MINUTE));
      key.modelTokens.set(level.min(product(perMinute, MINUTE)), now);
    }
  }

  private static @Nullable Refused refusal(
      Key key, String model, long ceiling, long wanted, Instant now) {
    KeyLimits limits = key.limits;
    Instant expiry = limits.expiresAt();
    if (key.revoked) {
      return new Refused(Reason.REVOKED_KEY);
    }
    if (expiry != null && !now.isBefore(expiry)) {
      return new Refused(Reason.EXPIRED_KEY);
    }
    if (!limits.models().isEmpty() && !limits.models().contains(model)) {
      return new Refused(Reason.MODEL_NOT_ALLOWED);
    }
    Long budget = limits.budget();
    if (budget != null && key.spent + key.reserved + ceiling > budget) {
      return new Refused(
          Reason.KEY_BUDGET_SPENT, new Bound(budget, key.spent + key.reserved, Duration.ZERO));
    }
    Long daily = limits.dailyBudget();
    if (daily != null && key.usedOn(now) + ceiling > daily) {
      Instant midnight = Instant.ofEpochMilli((day(now) + 1) * DAY.toMillis());
      return new Refused(
          Reason.KEY_DAILY_BUDGET_SPENT,
          new Bound(daily, key.usedOn(now), Duration.between(now, midnight)));
    }
    Refused tooOften =
        tooFast(key.requests, limits.requestsPerMinute(), 1, now, Reason.REQUEST_RATE);
    return tooOften != null
        ? tooOften
        : tooFast(
            key.modelTokens, limits.modelTokensPerMinute(), wanted, now, Reason.MODEL_TOKEN_RATE);
  }

  private static @Nullable Refused tooFast(
      Bucket bucket, @Nullable Long perMinute, long wanted, Instant now, Reason reason) {
    if (perMinute == null) {
      return null;
    }
    BigInteger level = bucket.levelAt(now, perMinute);
    BigInteger missing = product(wanted, MINUTE).subtract(level);
    if (missing.signum() <= 0) {
      return null;
    }
    long whole = level.divide(product(1, MINUTE)).longValueExact();
    long wait = Math.ceilDiv(missing.longValueExact(), perMinute);
    return new Refused(
        wanted > perMinute ? Reason.CALL_ABOVE_RATE : reason,
        new Bound(perMinute, perMinute - whole, Duration.ofMillis(wait)));
  }

  private static long take(Bucket bucket, @Nullable Long perMinute, long wanted, Instant now) {
    if (perMinute == null) {
      return 0;
    }
    bucket.set(bucket.levelAt(now, perMinute).subtract(product(wanted, MINUTE)), now);
    return wanted;
  }

  private static BigInteger product(long amount, Duration time) {
    return BigInteger.valueOf(amount).multiply(BigInteger.valueOf(time.toMillis()));
  }

  private static long day(Instant now) {
    return Math.floorDiv(now.toEpochMilli(), DAY.toMillis());
  }
}
