package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.AccessKeys;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.account.KeyLimits;
import org.tributary.gateway.account.KeySettings;
import org.tributary.gateway.account.StoredKey;
import org.tributary.gateway.account.TrialConfig;
import org.tributary.gateway.account.TrialOutcome;
import org.tributary.gateway.account.Trials;
import org.tributary.gateway.payment.ReserveOutcome.Reason;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

/** Many calls at once: no race gets past a limit. */
@ExtendWith(RealRedis.class)
class KeyRaceIT {

  private static final int THREADS = 8;
  private static final int CALLS = 120;
  private static final long CEILING = 10;

  private final ChannelId channel = Calls.channel(0x22, 1);
  private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
  private final TrialConfig trialRules =
      new TrialConfig(10_000, 50, 50, 50, 25 * CEILING, List.of("tributary-chat"), null);
  private final Redis redis;
  private final AccessKeys keys;
  private final ChannelLedger ledger;

  KeyRaceIT(Redis redis) {
    this.redis = redis;
    keys = new AccessKeys(redis, new SecureRandom(), clock);
    ledger =
        new RedisChannelLedger(redis, new CallJson(), PaymentConfig.DEFAULT, trialRules, clock);
  }

  @BeforeEach
  void open() {
    new Channels(redis).open(channel, Calls.config(), "test", 1_000_000);
  }

  @Test
  void budget_holdsForParallelCalls() throws Exception {
    AccessKey key = key(new KeyLimits(37 * CEILING, null, null, null, List.of(), null));

    assertEquals(37, reserved(atOnce(key)));
    assertEquals(37 * CEILING, stored(key).reserved());
  }

  @Test
  void dailyBudget_holdsForParallelCalls() throws Exception {
    AccessKey key = key(new KeyLimits(null, 41 * CEILING, null, null, List.of(), null));

    assertEquals(41, reserved(atOnce(key)));
  }

  @Test
  void requestRate_holdsForParallelCalls() throws Exception {
    AccessKey key = key(new KeyLimits(null, null, 29L, null, List.of(), null));

    assertEquals(29, reserved(atOnce(key)));
  }

  @Test
  void modelTokenRate_holdsForParallelCalls() throws Exception {
    AccessKey key = key(new KeyLimits(null, null, null, 200L * 23, List.of(), null));

    assertEquals(23, reserved(atOnce(key)));
  }

  @Test
  void budget_isNeverExceededWhileCallsEndInParallel() throws Exception {
    long budget = 20 * CEILING;
    AccessKey key = key(new KeyLimits(budget, null, null, null, List.of(), null));
    Callable<Long> call =
        () -> {
          ReserveOutcome outcome = ledger.reserve(request(key));
          StoredKey seen = stored(key);
          if (outcome instanceof ReserveOutcome.Reserved(Reservation held, var _)) {
            ledger.charge(held, Calls.written(3), Ending.COMPLETE);
          }
          return seen.spent() + seen.reserved();
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (var each : threads.invokeAll(Collections.nCopies(CALLS, call))) {
        assertTrue(each.resultNow() <= budget, "used " + each.resultNow());
      }
    }
    assertEquals(0, stored(key).reserved());
    assertTrue(stored(key).spent() <= budget);
    assertTrue(stored(key).spent() > budget - CEILING, "spent " + stored(key).spent());
  }

  @Test
  void revoke_letsNoLaterCallBegin() throws Exception {
    AccessKey key = key(KeyLimits.NONE);
    List<Callable<List<ReserveOutcome>>> both = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      both.add(() -> List.of(ledger.reserve(request(key)), ledger.reserve(request(key))));
    }
    both.add(
        4,
        () -> {
          keys.revoke(key.account(), key.id());
          return List.of(ledger.reserve(request(key)));
        });
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      assertEquals(
          List.of(new ReserveOutcome.Refused(Reason.REVOKED_KEY)),
          threads.invokeAll(both).get(4).resultNow());
    }
  }

  @Test
  void trials_payOnePayeeNoMoreThanItsDayAllows() throws Exception {
    List<Callable<ReserveOutcome>> calls = new ArrayList<>();
    Accounts accounts = new Accounts(redis, new SecureRandom(), clock);
    Trials trials = new Trials(redis, accounts, trialRules, clock);
    trials.offer(channel);
    for (int i = 0; i < 4; i++) {
      TrialOutcome.Opened visitor =
          (TrialOutcome.Opened) trials.open(InetAddress.ofLiteral("192.0.2." + i));
      calls.addAll(
          Collections.nCopies(CALLS / 4, () -> ledger.reserve(request(visitor.accessKey()))));
    }
    List<ReserveOutcome> outcomes = all(calls);

    assertEquals(25, reserved(outcomes));
    assertTrue(
        outcomes.stream()
            .filter(ReserveOutcome.Refused.class::isInstance)
            .allMatch(
                each -> ((ReserveOutcome.Refused) each).reason() == Reason.TRIAL_PAYEE_SPENT));
  }

  private AccessKey key(KeyLimits limits) {
    AccountId account =
        new Accounts(redis, new SecureRandom(), clock).open(channel, null, "test").id();
    return keys.create(account, new KeySettings("test", false, limits)).orElseThrow().accessKey();
  }

  private Reserve request(AccessKey key) {
    CallContext call =
        Calls.begunAt(
            Calls.paidBy(Calls.call(channel, key.account(), new Random()), key.id()),
            clock.instant());
    return new Reserve(
        call, CEILING, new Authority.AccessKey(key.id(), key.sha256(), call.model().name(), 200));
  }

  private List<ReserveOutcome> atOnce(AccessKey key) throws InterruptedException {
    return all(Collections.nCopies(CALLS, () -> ledger.reserve(request(key))));
  }

  private static List<ReserveOutcome> all(List<Callable<ReserveOutcome>> calls)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      return threads.invokeAll(calls).stream().map(each -> each.resultNow()).toList();
    }
  }

  private static long reserved(List<ReserveOutcome> outcomes) {
    return outcomes.stream().filter(ReserveOutcome.Reserved.class::isInstance).count();
  }

  private StoredKey stored(AccessKey key) {
    return keys.find(key.account(), key.id()).orElseThrow();
  }
}
