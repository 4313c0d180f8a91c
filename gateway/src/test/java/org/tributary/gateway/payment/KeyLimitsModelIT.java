package org.tributary.gateway.payment;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Usage;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.AccessKeys;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.account.KeyLimits;
import org.tributary.gateway.account.KeySettings;
import org.tributary.gateway.account.StoredKey;
import org.tributary.gateway.account.TrialConfig;
import org.tributary.gateway.payment.ReserveOutcome.Reason;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

/**
 * Plays random calls by keys with limits that change, over minutes and days, with repeats, lost
 * leases and revocations, on Redis and on the model: both must answer alike to the millisecond.
 */
@ExtendWith(RealRedis.class)
class KeyLimitsModelIT {

  private static final int OPERATIONS = 2_500;
  private static final List<String> MODELS = List.of("small", "large");

  private final Redis redis;

  KeyLimitsModelIT(Redis redis) {
    this.redis = redis;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 0})
  void randomCalls_keepEachLimitAsTheModelDoes(long seed) {
    // Seed 0 stands for a new one each time; a failure's message names it.
    long used = seed == 0 ? System.nanoTime() : seed;
    Play play = new Play(new Random(used));
    for (int i = 0; i < OPERATIONS; i++) {
      play.next("seed " + used + ", operation " + i);
    }
    play.endEverything();
    Set<Reason> expected =
        Set.of(
            Reason.REVOKED_KEY,
            Reason.EXPIRED_KEY,
            Reason.MODEL_NOT_ALLOWED,
            Reason.KEY_BUDGET_SPENT,
            Reason.KEY_DAILY_BUDGET_SPENT,
            Reason.REQUEST_RATE,
            Reason.MODEL_TOKEN_RATE,
            Reason.CALL_ABOVE_RATE);
    assertTrue(
        seed == 0 || play.met.containsAll(expected), "seed " + used + " met only " + play.met);
  }

  private final class Play {
    private final Random random;
    private final SettableClock clock = new SettableClock();
    private final ChannelId channel = Calls.channel(0x21, 1);
    private final AccessKeys keys = new AccessKeys(redis, new SecureRandom(), clock);
    private final ChannelLedger ledger =
        new RedisChannelLedger(
            redis, new CallJson(), PaymentConfig.DEFAULT, TrialConfig.DEFAULT, clock);
    private final AccountId account;
    private final ModelKeys model = new ModelKeys();
    private final Map<AccessKey, ModelKeys.Key> both = new HashMap<>();
    private final List<AccessKey> shown = new ArrayList<>();
    private final Map<CallId, Reservation> open = new HashMap<>();
    private final Map<CallId, Delivery> checkpoints = new HashMap<>();
    private final Map<CallId, Instant> leases = new HashMap<>();
    final Set<Reason> met = new TreeSet<>();

    Play(Random random) {
      this.random = random;
      new Channels(redis).open(channel, Calls.config(), "test", 1L << 50);
      account = new Accounts(redis, new SecureRandom(), clock).open(channel, null, "test").id();
      for (int i = 0; i < 4; i++) {
        addKey();
      }
    }

    private void addKey() {
      KeySettings settings = new KeySettings("key", false, KeyLimits.NONE);
      AccessKey key = keys.create(account, settings).orElseThrow().accessKey();
      shown.add(key);
      both.put(key, new ModelKeys.Key());
      limit(key);
    }

    void next(String step) {
      int dice = random.nextInt(100);
      AccessKey key = shown.get(random.nextInt(shown.size()));
      if (dice < 50) {
        reserve(step, key);
      } else if (dice < 70) {
        end(step);
      } else if (dice < 76) {
        checkpoint();
      } else if (dice < 90) {
        clock.advance(Duration.ofMillis(random.nextInt(3_000)));
      } else if (dice < 93) {
        clock.advance(Duration.ofMinutes(random.nextInt(300)));
      } else if (dice < 95) {
        sweep(step);
      } else if (dice < 99) {
        limit(key);
      } else {
        revoke(key);
      }
      assertSame(step, key);
    }

    private void reserve(String step, AccessKey key) {
      CallContext call =
          Calls.begunAt(
              Calls.paidBy(Calls.call(channel, account, random), key.id()), clock.instant());
      long ceiling = random.nextInt(60);
      long wanted = random.nextInt(120);
      String name = MODELS.get(random.nextInt(MODELS.size()));
      Reserve request =
          new Reserve(call, ceiling, new Authority.AccessKey(key.id(), key.sha256(), name, wanted));
      ReserveOutcome.@Nullable Refused refused =
          model.reserve(modelOf(key), call.callId(), name, ceiling, wanted, clock.instant());
      ReserveOutcome outcome = ledger.reserve(request);
      if (refused != null) {
        met.add(refused.reason());
        assertEquals(refused, outcome, step);
        return;
      }
      Reservation reservation =
          assertInstanceOf(ReserveOutcome.Reserved.class, outcome, step).reservation();
      if (random.nextInt(5) == 0) {
        assertEquals(outcome, ledger.reserve(request), step);
      }
      open.put(call.callId(), reservation);
      leases.put(call.callId(), clock.instant().plus(PaymentConfig.DEFAULT.lease()));
    }

    private void end(String step) {
      Reservation call = anyOpen();
      if (call == null) {
        return;
      }
      forget(call.callId());
      if (random.nextInt(4) == 0) {
        ledger.release(call);
        ledger.release(call);
        model.end(call.callId(), 0, 0, clock.instant());
        return;
      }
      Delivery delivered = Calls.written(random.nextInt(80));
      ChargeOutcome first = ledger.charge(call, delivered, Ending.COMPLETE);
      ended(call, delivered);
      if (random.nextInt(4) == 0) {
        assertEquals(first, ledger.charge(call, delivered, Ending.COMPLETE), step);
        ledger.release(call);
      }
    }

    private void checkpoint() {
      Reservation call = anyOpen();
      if (call != null) {
        Delivery delivered = Calls.written(1 + random.nextInt(80));
        assertTrue(ledger.renew(call, delivered));
        checkpoints.put(call.callId(), delivered);
        leases.put(call.callId(), clock.instant().plus(PaymentConfig.DEFAULT.lease()));
      }
    }

    /** Another gateway ends what was not renewed. */
    private void sweep(String step) {
      List<Reservation> expired =
          open.values().stream().filter(call -> isExpired(call.callId())).toList();
      assertEquals(expired.size(), ledger.chargeExpired(), step);
      for (Reservation call : expired) {
        Delivery delivered = checkpoints.get(call.callId());
        forget(call.callId());
        if (delivered == null) {
          model.end(call.callId(), 0, 0, clock.instant());
        } else {
          ended(call, delivered);
        }
      }
    }

    private void ended(Reservation call, Delivery delivered) {
      Usage usage = delivered.usage();
      long charge = Math.min(call.ceiling(), usage.completion());
      long used = usage.prompt() + usage.completion();
      model.end(call.callId(), charge, used, clock.instant());
    }

    private void limit(AccessKey key) {
      KeyLimits limits =
          new KeyLimits(
              maybe(random.nextInt(1_500)),
              maybe(random.nextInt(2_000)),
              maybe(1 + random.nextInt(6)),
              maybe(1 + random.nextInt(300)),
              random.nextInt(4) == 0 ? List.of("small") : List.of(),
              random.nextInt(4) == 0 ? clock.instant().plusMillis(random.nextInt(10_000)) : null);
      keys.change(account, key.id(), old -> new KeySettings(old.name(), false, limits));
      if (!modelOf(key).revoked) {
        modelOf(key).limit(limits);
      }
    }

    private void revoke(AccessKey key) {
      keys.revoke(account, key.id());
      modelOf(key).revoked = true;
      if (both.values().stream().allMatch(each -> each.revoked)) {
        addKey();
      }
    }

    void endEverything() {
      clock.advance(PaymentConfig.DEFAULT.lease());
      sweep("end");
      for (AccessKey key : shown) {
        assertSame("end", key);
        assertEquals(0, modelOf(key).reserved);
      }
    }

    private void assertSame(String step, AccessKey key) {
      StoredKey stored = keys.find(account, key.id()).orElseThrow();
      ModelKeys.Key expected = modelOf(key);
      assertEquals(expected.spent, stored.spent(), step);
      assertEquals(expected.reserved, stored.reserved(), step);
      assertEquals(expected.usedOn(clock.instant()), stored.usedToday(), step);
    }

    private ModelKeys.Key modelOf(AccessKey key) {
      return requireNonNull(both.get(key));
    }

    private @Nullable Reservation anyOpen() {
      return open.values().stream()
          .skip(open.isEmpty() ? 0 : random.nextInt(open.size()))
          .findFirst()
          .orElse(null);
    }

    private boolean isExpired(CallId call) {
      return !clock.instant().isBefore(requireNonNull(leases.get(call)));
    }

    private void forget(CallId call) {
      open.remove(call);
      leases.remove(call);
      checkpoints.remove(call);
    }

    private @Nullable Long maybe(long limit) {
      return random.nextInt(3) == 0 ? null : Long.valueOf(limit);
    }
  }
}
