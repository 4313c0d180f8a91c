package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

@ExtendWith(RealRedis.class)
class RedisChannelLedgerIT extends ChannelLedgerContract {

  /** A double would make this …992. */
  private static final long ABOVE_DOUBLE = 9_007_199_254_740_993L;

  private final ChannelId channel = Calls.channel(0x0b, 1);
  private final Redis redis;

  RedisChannelLedgerIT(Redis redis) {
    this.redis = redis;
  }

  @Override
  LedgerSubject newSubject() {
    return new RedisLedgerSubject(redis);
  }

  @Test
  void amounts_above2To53KeepTheirLastUnit() {
    LedgerSubject subject = newSubject();
    subject.openChannel(channel, ABOVE_DOUBLE);
    AccountId account = subject.openAccount(channel, ABOVE_DOUBLE);
    redis.commands().hincrby("{p0b}:channel:" + channel, "deposit", ABOVE_DOUBLE);
    redis.commands().hincrby("{p0b}:channel:" + channel, "charged", ABOVE_DOUBLE);
    Reservation call = reserve(subject, account, Split.MAX_CHARGE);

    assertEquals(
        new ChargeOutcome.Charged(call.callId(), ABOVE_DOUBLE, ABOVE_DOUBLE + 1, 1),
        subject.ledger().charge(call, Calls.written(1), Ending.COMPLETE));
    assertEquals(
        new LedgerState.OfChannel(2 * ABOVE_DOUBLE, ABOVE_DOUBLE - 1, 0, ABOVE_DOUBLE + 1),
        subject.state(channel));
    assertEquals(new LedgerState.OfAccount(ABOVE_DOUBLE - 1, 0, 1), subject.state(account));
  }

  @Test
  void charge_appendsOneLedgerEntryThatSumsUp() {
    LedgerSubject subject = newSubject();
    subject.openChannel(channel, 1_000);
    AccountId account = subject.openAccount(channel, null);
    Reservation call = reserve(subject, account, 100);
    subject.ledger().charge(call, Calls.written(41), Ending.COMPLETE);
    subject.ledger().charge(call, Calls.written(41), Ending.COMPLETE);

    List<StreamMessage<String, String>> entries =
        redis.commands().xrange("{p0b}:ledger", Range.unbounded());
    assertEquals(1, entries.size());
    Map<String, String> entry = entries.getFirst().getBody();
    assertEquals(call.callId().text(), entry.get("call"));
    assertEquals(channel.text(), entry.get("channel"));
    assertEquals(
        List.of("0", "41", "41"), List.of(entry.get("from"), entry.get("to"), entry.get("charge")));
    assertEquals(41 * Split.MILLIONTHS, LedgerEntries.millionths(subject.ledger(), entry));
  }

  @Test
  void charge_leavesTheReceiptForEver() {
    LedgerSubject subject = newSubject();
    subject.openChannel(channel, 1_000);
    Reservation call = reserve(subject, subject.openAccount(channel, null), 100);
    subject.ledger().charge(call, Calls.written(41), Ending.COMPLETE);

    assertEquals(0, redis.commands().exists("{p0b}:call:" + call.callId()));
    assertEquals(-1, redis.commands().pttl("{p0b}:receipt:" + call.callId()));
    assertEquals(0, redis.commands().zcard("{p0b}:leases"));
  }

  @Test
  void chargeScript_refusesACeilingExceeded() {
    LedgerSubject subject = newSubject();
    subject.openChannel(channel, 1_000);
    AccountId account = subject.openAccount(channel, null);
    Reservation call = reserve(subject, account, 9);

    // As text "10" lies below "9".
    assertThrows(RedisCommandExecutionException.class, () -> chargeByScript(call, "10"));
    assertEquals(new LedgerState.OfChannel(1_000, 991, 9, 0), subject.state(channel));
    assertEquals(new LedgerState.OfAccount(null, 9, 0), subject.state(account));
  }

  @Test
  void chargeScript_refusesAnotherChannelThanTheReserved() {
    LedgerSubject subject = newSubject();
    ChannelId other = Calls.channel(0x0b, 2);
    subject.openChannel(channel, 1_000);
    subject.openChannel(other, 1_000);
    Reservation call = reserve(subject, subject.openAccount(channel, null), 9);
    CallContext moved = Calls.movedTo(call.context(), other);
    Reservation forged = new Reservation(moved, 9, call.fence());

    assertThrows(
        RedisCommandExecutionException.class,
        () -> subject.ledger().charge(forged, Calls.written(1), Ending.COMPLETE));
    assertThrows(RedisCommandExecutionException.class, () -> subject.ledger().release(forged));
    assertEquals(new LedgerState.OfChannel(1_000, 1_000, 0, 0), subject.state(other));
  }

  @Test
  void takeoverScript_locksTheOldHolderOutAtOnce() {
    LedgerSubject subject = newSubject();
    ChannelLedger ledger = subject.ledger();
    subject.openChannel(channel, 1_000);
    Reservation old = reserve(subject, subject.openAccount(channel, null), 100);
    ledger.renew(old, Calls.written(7));

    List<String> taken = takeOver(old, Long.MAX_VALUE >> 12);
    assertEquals(List.of("taken", "2", "100"), taken.subList(0, 3));
    assertEquals(new CallJson().write(Calls.written(7)), taken.get(4));
    assertFalse(ledger.renew(old, Calls.written(50)));
    ledger.release(old);
    assertEquals(
        new ChargeOutcome.LeaseLost(), ledger.charge(old, Calls.written(50), Ending.COMPLETE));
    assertEquals(new LedgerState.OfChannel(1_000, 900, 100, 0), subject.state(channel));

    Reservation holder = new Reservation(old.context(), 100, 2);
    assertInstanceOf(
        ChargeOutcome.Charged.class, ledger.charge(holder, Calls.written(7), Ending.PARTIAL));
    assertEquals(
        new ChargeOutcome.LeaseLost(), ledger.charge(old, Calls.written(7), Ending.PARTIAL));
  }

  @Test
  void takeoverScript_remembersWhenTheFirstLeaseEnded() {
    RedisLedgerSubject subject = new RedisLedgerSubject(redis);
    subject.openChannel(channel, 1_000);
    Reservation call = reserve(subject, subject.openAccount(channel, null), 100);
    subject.ledger().renew(call, Calls.written(7));
    long held = redis.commands().zscore("{p0b}:leases", call.callId().text()).longValue();

    assertEquals(Long.toString(held), takeOver(call, held + 90_000_000).get(5));
    subject.advance(Duration.ofDays(3));
    assertEquals(1, subject.ledger().chargeExpired());
    assertEquals(
        Instant.ofEpochMilli(held), subject.ledger().charged(call.callId()).orElseThrow().time());
  }

  @Test
  void takeoverScript_leavesALivingLeaseAlone() {
    LedgerSubject subject = newSubject();
    subject.openChannel(channel, 1_000);
    Reservation call = reserve(subject, subject.openAccount(channel, null), 100);

    assertEquals(List.of("held"), takeOver(call, 0));
    assertTrue(subject.ledger().renew(call));
    subject.ledger().release(call);
    assertEquals(List.of("held"), takeOver(call, Long.MAX_VALUE >> 12));
  }

  @Test
  void renewScript_neverShortensALease() {
    RedisLedgerSubject subject = new RedisLedgerSubject(redis);
    subject.openChannel(channel, 1_000);
    Reservation call = reserve(subject, subject.openAccount(channel, null), 100);
    Double before = redis.commands().zscore("{p0b}:leases", call.callId().text());
    // Another gateway's clock that lags behind.
    subject.advance(Duration.ofHours(-1));

    assertTrue(subject.ledger().renew(call));
    assertEquals(before, redis.commands().zscore("{p0b}:leases", call.callId().text()));
  }

  @Test
  void chargeExpired_endsTheOthersWhenOneIsDamaged() {
    RedisLedgerSubject subject = new RedisLedgerSubject(redis);
    subject.openChannel(channel, 1_000);
    AccountId account = subject.openAccount(channel, null);
    Reservation damaged = reserve(subject, account, 100);
    Reservation sound = reserve(subject, account, 100);
    subject.ledger().renew(sound, Calls.written(7));
    redis.commands().hset("{p0b}:call:" + damaged.callId(), "context", "{");
    subject.advance(PaymentConfig.DEFAULT.lease());

    assertThrows(IllegalStateException.class, () -> subject.ledger().chargeExpired());
    assertEquals(new LedgerState.OfChannel(1_000, 893, 100, 7), subject.state(channel));
  }

  @Test
  void scripts_workAgainAfterRedisForgotThem() {
    LedgerSubject subject = newSubject();
    subject.openChannel(channel, 1_000);
    AccountId account = subject.openAccount(channel, null);
    reserve(subject, account, 1);
    redis.commands().scriptFlush();

    reserve(subject, account, 1);
    assertEquals(2, subject.state(channel).reserved());
  }

  private List<String> chargeByScript(Reservation call, String charge) {
    CallKeys keys = CallKeys.of(call.context());
    return PaidScript.load("charge")
        .run(
            redis,
            List.of(
                keys.call(),
                keys.leases(),
                keys.channel(),
                keys.account(),
                keys.receipt(),
                keys.ledger(),
                keys.answer()),
            keys.limited(),
            List.of(
                call.callId().text(),
                Long.toString(call.fence()),
                call.context().channel().text(),
                call.context().account().text(),
                charge,
                "{}",
                "COMPLETE",
                "[]",
                "0",
                "1000",
                "0",
                "",
                "0"));
  }

  private List<String> takeOver(Reservation call, long now) {
    CallKeys keys = CallKeys.of(call.context());
    return LuaScript.load("takeover")
        .run(
            redis,
            List.of(keys.call(), keys.leases()),
            call.callId().text(),
            Long.toString(now),
            Long.toString(now + 5_000));
  }

  private static Reservation reserve(LedgerSubject subject, AccountId account, long ceiling) {
    CallContext call = Calls.call(Calls.channel(0x0b, 1), account, new Random());
    return assertInstanceOf(
            ReserveOutcome.Reserved.class, subject.ledger().reserve(Calls.reserve(call, ceiling)))
        .reservation();
  }
}
