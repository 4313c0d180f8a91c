package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.RedisException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.TrialConfig;
import org.tributary.gateway.local.RedisProcess;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RedisConfig;

/** kill -9 of Redis in the middle of calls. */
class LedgerCrashIT {

  private static final int CALLERS = 8;
  private static final int CALLS_BEFORE_THE_KILL = 400;
  private static final long DEPOSIT = 1_000_000_000;

  private final ChannelId channel = Calls.channel(0x33, 1);
  private final Queue<ChargeOutcome.Charged> acknowledged = new ConcurrentLinkedQueue<>();
  private final CountDownLatch enough = new CountDownLatch(CALLS_BEFORE_THE_KILL);

  @Test
  void kill_keepsEveryAcknowledgedCharge(@TempDir Path dir) throws Exception {
    int port = RealRedis.freePort();
    RedisProcess first = RedisProcess.start(dir, port);
    try (Redis redis = new Redis(RedisConfig.at(first.uri()))) {
      RedisLedgerSubject subject = new RedisLedgerSubject(redis);
      subject.openChannel(channel, DEPOSIT);
      AccountId account = subject.openAccount(channel, null);
      List<Thread> callers = startCallers(redis, account);
      assertTrue(enough.await(15, TimeUnit.SECONDS), "calls are charged");
      first.kill();
      for (Thread caller : callers) {
        caller.join();
      }
    }

    RedisProcess second = RedisProcess.start(dir, port);
    try (Redis redis = new Redis(RedisConfig.at(second.uri()))) {
      assertNothingLost(new RedisLedgerSubject(redis));
    } finally {
      second.stop();
    }
  }

  private List<Thread> startCallers(Redis redis, AccountId account) {
    ChannelLedger ledger =
        new RedisChannelLedger(
            redis, new CallJson(), PaymentConfig.DEFAULT, TrialConfig.DEFAULT, Clock.systemUTC());
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Random random = new Random(i);
      callers.add(Thread.ofVirtual().start(() -> callUntilRedisIsGone(ledger, account, random)));
    }
    return callers;
  }

  private void callUntilRedisIsGone(ChannelLedger ledger, AccountId account, Random random) {
    try {
      while (true) {
        CallContext call = Calls.call(channel, account, random);
        Reservation reservation =
            ((ReserveOutcome.Reserved) ledger.reserve(Calls.reserve(call, 100))).reservation();
        acknowledged.add(
            (ChargeOutcome.Charged)
                ledger.charge(reservation, Calls.written(random.nextInt(1, 100)), Ending.COMPLETE));
        enough.countDown();
      }
    } catch (RedisException gone) {
      // As meant: whatever was not acknowledged by now may or may not have happened.
      assertFalse(acknowledged.isEmpty());
    }
  }

  private void assertNothingLost(RedisLedgerSubject subject) {
    for (ChargeOutcome.Charged charge : acknowledged) {
      ChargedCall kept = subject.ledger().charged(charge.callId()).orElseThrow();
      assertEquals(List.of(charge.from(), charge.to()), List.of(kept.from(), kept.to()));
    }
    LedgerState.OfChannel state = subject.state(channel);
    assertEquals(DEPOSIT, state.available() + state.reserved() + state.charged());
    long sum = acknowledged.stream().mapToLong(ChargeOutcome.Charged::charge).sum();
    // Each caller may have had one charge done whose answer it never saw.
    assertTrue(state.charged() >= sum, state + " charged, acknowledged " + sum);
    assertTrue(state.charged() <= sum + CALLERS * 100L, state + " charged, acknowledged " + sum);
  }
}
