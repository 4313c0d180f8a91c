package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.ReserveOutcome.Reason;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

/** What a voucher lets a call set aside, held by the script itself. */
@ExtendWith(RealRedis.class)
class VoucherReserveIT {
  private static final long DEPOSIT = 1_000;

  private final ChannelId channel = Calls.channel(0x3c, 1);
  private final Random random = new Random(3);
  private Redis redis;
  private RedisLedgerSubject subject;
  private AccountId account;

  @BeforeEach
  void open(Redis redis) {
    this.redis = redis;
    subject = new RedisLedgerSubject(redis);
    new Channels(redis).open(channel, Calls.config(), "", DEPOSIT);
    account = subject.openAccount(channel, null);
  }

  @Test
  void reserve_needsAVoucherOverAllThatIsCommitted() {
    Reservation first = reserved(100, 100, 0);
    assertEquals(Reason.VOUCHER_TOO_LOW, refused(100, 199));
    reserved(100, 200, 100);
    subject.ledger().charge(first, Calls.written(30), Ending.COMPLETE);

    assertEquals(Reason.VOUCHER_TOO_LOW, refused(100, 229));
    reserved(100, 230, 130);
    assertEquals(Reason.BALANCE_TOO_SMALL, refused(800, 10_000));
  }

  /** Claims show the highest voucher to everybody: what is left of it must be nobody's to spend. */
  @Test
  void reserve_takesAVoucherOnce() {
    Reservation first = reserved(100, 500, 0);
    subject.ledger().charge(first, Calls.written(30), Ending.COMPLETE);
    assertEquals(Reason.VOUCHER_USED, refused(100, 500));
    Reservation second = reserved(100, 499, 30);
    subject.ledger().release(second);
    assertEquals(Reason.VOUCHER_USED, refused(100, 499));
    reserved(0, 500, 30);
    reserved(100, 501, 30);
  }

  @Test
  void usedVouchers_areForgottenWhenTheyAreChargedOver() {
    for (int call = 0; call < 20; call++) {
      Reservation next = reserved(20, 20 + 10 * call, 10 * call);
      subject.ledger().charge(next, Calls.written(10), Ending.COMPLETE);
    }
    assertEquals("200 200 210 210", redis.commands().hget("{p3c}:channel:" + channel, "used"));
  }

  /** The ranges take in what lies between them at worst: no used voucher is ever forgotten. */
  @Test
  void usedVouchers_takeLimitedMemory() {
    List<Long> used = new ArrayList<>();
    for (int call = 0; call < 3 * UsedRanges.MOST; call++) {
      long most = 1_000 + random.nextInt(1_000_000);
      Reserve request = new Reserve(Calls.call(channel, account, random), 1, voucher(most));
      if (subject.ledger().reserve(request) instanceof ReserveOutcome.Reserved reserved) {
        subject.ledger().release(reserved.reservation());
        used.add(most);
      }
    }
    String kept = redis.commands().hget("{p3c}:channel:" + channel, "used");
    assertEquals(2 * UsedRanges.MOST, kept.split(" ").length);
    assertTrue(used.size() > 2 * UsedRanges.MOST, used.size() + " of them");
    used.forEach(most -> assertEquals(Reason.VOUCHER_USED, refused(1, most)));
  }

  @Test
  void reserve_keepsTheHighestVoucher() {
    reserved(100, 500, 0);
    reserved(100, 300, 100);
    assertSigned(500);
    refused(5_000, 9_000);
    assertSigned(500);
    reserved(1, 501, 200);
    assertSigned(501);
  }

  @Test
  void reserve_takesOnlyTheChannelsOwnAuthority() {
    CallContext byKey = Calls.call(channel, account, random);
    assertEquals(
        new ReserveOutcome.Refused(Reason.WRONG_AUTHORITY),
        subject.ledger().reserve(Calls.reserve(byKey, 1)));

    ChannelId keyed = Calls.channel(0x3c, 2);
    subject.openChannel(keyed, DEPOSIT);
    AccountId other = subject.openAccount(keyed, null);
    CallContext byVoucher = Calls.call(keyed, other, random);
    assertEquals(
        new ReserveOutcome.Refused(Reason.WRONG_AUTHORITY),
        subject.ledger().reserve(new Reserve(byVoucher, 1, voucher(1_000))));
  }

  @Test
  void reserve_refusesAKeyThatIsGone() {
    ChannelId keyed = Calls.channel(0x3c, 2);
    subject.openChannel(keyed, DEPOSIT);
    AccountId other =
        new Accounts(redis, new SecureRandom(), Clock.systemUTC()).open(keyed, null, "no key").id();

    assertEquals(
        new ReserveOutcome.Refused(Reason.UNKNOWN_KEY),
        subject.ledger().reserve(Calls.reserve(Calls.call(keyed, other, random), 1)));
  }

  @Test
  void anyOrderOfVouchers_neverCommitsAboveTheSigned() {
    List<Reservation> open = new ArrayList<>();
    long highest = 0;
    for (int i = 0; i < 400; i++) {
      long most = random.nextLong(0, 1_200);
      CallContext call = Calls.call(channel, account, random);
      Reserve request = new Reserve(call, random.nextLong(0, 60), voucher(most));
      if (subject.ledger().reserve(request) instanceof ReserveOutcome.Reserved reserved) {
        open.add(reserved.reservation());
        highest = Math.max(highest, most);
      }
      if (random.nextBoolean() && !open.isEmpty()) {
        Reservation ended = open.remove(random.nextInt(open.size()));
        subject.ledger().charge(ended, Calls.written(random.nextInt(80)), Ending.COMPLETE);
      }
      LedgerState.OfChannel state = subject.state(channel);
      assertTrue(state.charged() + state.reserved() <= highest, state + " above " + highest);
    }
    assertSigned(highest);
  }

  private Reservation reserved(long ceiling, long most, long before) {
    CallContext call = Calls.call(channel, account, random);
    Reserve request = new Reserve(call, ceiling, voucher(most));
    ReserveOutcome.Reserved reserved =
        assertInstanceOf(ReserveOutcome.Reserved.class, subject.ledger().reserve(request));
    assertEquals(before, reserved.before());
    assertEquals(reserved, subject.ledger().reserve(request));
    return reserved.reservation();
  }

  private Reason refused(long ceiling, long most) {
    CallContext call = Calls.call(channel, account, random);
    return assertInstanceOf(
            ReserveOutcome.Refused.class,
            subject.ledger().reserve(new Reserve(call, ceiling, voucher(most))))
        .reason();
  }

  private static Authority voucher(long most) {
    return new Authority.SignedVoucher(most, signature(most));
  }

  private void assertSigned(long most) {
    String key = "{p3c}:channel:" + channel;
    assertEquals(Long.toString(most), redis.commands().hget(key, "signedMax"));
    assertEquals(signature(most), redis.commands().hget(key, "signature"));
  }

  private static String signature(long most) {
    return String.format("0x%0128x1b", most);
  }
}
