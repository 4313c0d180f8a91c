package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.payment.ReserveOutcome.Reason;

/** What every ledger must do. */
abstract class ChannelLedgerContract {

  private static final long DEPOSIT = 1_000;
  private static final long BUDGET = 300;
  private static final Duration LEASE = PaymentConfig.DEFAULT.lease();

  private final Random random = new Random(7);
  private final ChannelId channel = Calls.channel(0xa7, 1);
  private LedgerSubject subject;
  private ChannelLedger ledger;
  private AccountId account;

  abstract LedgerSubject newSubject();

  @BeforeEach
  void open() {
    subject = newSubject();
    ledger = subject.ledger();
    subject.openChannel(channel, DEPOSIT);
    account = subject.openAccount(channel, BUDGET);
  }

  @Test
  void reserve_setsTheCeilingAside() {
    reserved(100);

    assertChannel(900, 100, 0);
    assertAccount(200, 100, 0);
  }

  @Test
  void reserve_acceptsTheWholeBudgetAndNoMore() {
    assertEquals(Reason.BUDGET_SPENT, refused(account, BUDGET + 1));
    reserved(BUDGET);
    assertEquals(Reason.BUDGET_SPENT, refused(account, 1));
    assertAccount(0, BUDGET, 0);
  }

  @Test
  void reserve_refusesAboveTheChannelsBalance() {
    AccountId unlimited = subject.openAccount(channel, null);

    assertEquals(Reason.BALANCE_TOO_SMALL, refused(unlimited, DEPOSIT + 1));
    assertChannel(DEPOSIT, 0, 0);
  }

  @Test
  void reserve_comparesAmountsAsNumbers() {
    // As text, 1001 lies below 300 and 999 above 1000.
    assertEquals(Reason.BUDGET_SPENT, refused(account, 1_001));
    reserved(99);
  }

  @Test
  void reserve_refusesAnUnknownAccount() {
    AccountId nobody = new AccountId("acct_a7" + "f".repeat(30));

    assertEquals(Reason.UNKNOWN_ACCOUNT, refused(nobody, 1));
  }

  @Test
  void reserve_refusesAnAccountOfAnotherChannel() {
    ChannelId other = Calls.channel(0xa7, 2);
    subject.openChannel(other, DEPOSIT);
    CallContext crossed = Calls.call(other, account, random);

    assertEquals(
        new ReserveOutcome.Refused(Reason.UNKNOWN_ACCOUNT),
        ledger.reserve(Calls.reserve(crossed, 1)));
  }

  @Test
  void reserve_refusesAnUnknownChannel() {
    ChannelId unknown = Calls.channel(0xa7, 9);
    AccountId orphan = subject.openAccount(unknown, null);
    CallContext call = Calls.call(unknown, orphan, random);

    assertEquals(
        new ReserveOutcome.Refused(Reason.UNKNOWN_ACCOUNT), ledger.reserve(Calls.reserve(call, 1)));
  }

  @Test
  void reserve_twiceIsOneReservation() {
    CallContext call = Calls.call(channel, account, random);

    assertEquals(
        ledger.reserve(Calls.reserve(call, 100)), ledger.reserve(Calls.reserve(call, 100)));
    assertChannel(900, 100, 0);
  }

  @Test
  void reserve_refusesACallThatHasEnded() {
    Reservation ended = reserved(100);
    ledger.release(ended);

    assertThrows(RuntimeException.class, () -> ledger.reserve(Calls.reserve(ended.context(), 100)));
    assertChannel(DEPOSIT, 0, 0);
  }

  @Test
  void charge_takesWhatWasDeliveredAndFreesTheRest() {
    Reservation call = reserved(100);

    assertEquals(
        new ChargeOutcome.Charged(call.callId(), 0, 41, 41),
        ledger.charge(call, Calls.written(41), Ending.COMPLETE));
    assertChannel(959, 0, 41);
    assertAccount(259, 0, 41);
  }

  @Test
  void charge_continuesTheChannelsInterval() {
    ledger.charge(reserved(100), Calls.written(41), Ending.COMPLETE);
    Reservation second = reserved(100);

    assertEquals(
        new ChargeOutcome.Charged(second.callId(), 41, 50, 9),
        ledger.charge(second, Calls.written(9), Ending.COMPLETE));
  }

  @Test
  void charge_neverExceedsTheCeiling() {
    Reservation call = reserved(10);

    assertEquals(
        new ChargeOutcome.Charged(call.callId(), 0, 10, 10),
        ledger.charge(call, Calls.written(11), Ending.COMPLETE));
    assertChannel(990, 0, 10);
  }

  @Test
  void charge_ofNothingWritesAReceiptAsWell() {
    Reservation call = reserved(10);

    assertEquals(
        new ChargeOutcome.Charged(call.callId(), 0, 0, 0),
        ledger.charge(call, Calls.written(0), Ending.COMPLETE));
    assertTrue(ledger.charged(call.callId()).isPresent());
    assertChannel(DEPOSIT, 0, 0);
  }

  @Test
  void charge_ofAZeroCeilingWorks() {
    Reservation free = reserved(0);

    assertInstanceOf(
        ChargeOutcome.Charged.class, ledger.charge(free, Calls.written(5), Ending.COMPLETE));
    assertChannel(DEPOSIT, 0, 0);
  }

  @Test
  void charge_twiceReturnsTheFirstOutcome() {
    Reservation call = reserved(100);
    ChargeOutcome first = ledger.charge(call, Calls.written(41), Ending.COMPLETE);
    ledger.charge(reserved(50), Calls.written(50), Ending.COMPLETE);

    assertEquals(first, ledger.charge(call, Calls.written(99), Ending.PARTIAL));
    assertChannel(909, 0, 91);
    assertEquals(41, ledger.charged(call.callId()).orElseThrow().charge());
  }

  @Test
  void charge_leavesARecordThatSumsUp() {
    Reservation call = reserved(100);
    ledger.charge(call, Calls.written(41), Ending.PARTIAL);
    ChargedCall record = ledger.charged(call.callId()).orElseThrow();

    assertEquals(call.context(), record.context());
    assertEquals(Calls.written(41), record.delivery());
    assertEquals(Ending.PARTIAL, record.ending());
    assertEquals(41 * Split.MILLIONTHS, record.split().stream().mapToLong(Share::millionths).sum());
  }

  @Test
  void charged_isEmptyBeforeTheCharge() {
    assertTrue(ledger.charged(reserved(1).callId()).isEmpty());
  }

  @Test
  void release_freesTheCeilingOnce() {
    Reservation call = reserved(100);
    ledger.release(call);
    ledger.release(call);

    assertChannel(DEPOSIT, 0, 0);
    assertAccount(BUDGET, 0, 0);
    assertTrue(ledger.charged(call.callId()).isEmpty());
  }

  @Test
  void charge_afterReleaseIsLost() {
    Reservation call = reserved(100);
    ledger.release(call);

    assertEquals(
        new ChargeOutcome.LeaseLost(), ledger.charge(call, Calls.written(1), Ending.COMPLETE));
    assertChannel(DEPOSIT, 0, 0);
  }

  @Test
  void release_afterChargeChangesNothing() {
    Reservation call = reserved(100);
    ledger.charge(call, Calls.written(41), Ending.COMPLETE);
    ledger.release(call);

    assertChannel(959, 0, 41);
  }

  @Test
  void chargeExpired_leavesARenewedLeaseAlone() {
    Reservation call = reserved(100);
    subject.advance(LEASE.minusMillis(1));
    assertTrue(ledger.renew(call));
    subject.advance(LEASE.minusMillis(1));

    assertEquals(0, ledger.chargeExpired());
    assertTrue(ledger.renew(call));
  }

  @Test
  void chargeExpired_chargesTheLastCheckpoint() {
    Reservation call = reserved(100);
    ledger.renew(call, Calls.written(20));
    ledger.renew(call, Calls.written(30));
    ledger.renew(call);
    subject.advance(LEASE);

    assertEquals(1, ledger.chargeExpired());
    assertChannel(970, 0, 30);
    assertEquals(Ending.PARTIAL, ledger.charged(call.callId()).orElseThrow().ending());
    assertEquals(0, ledger.chargeExpired());
  }

  /** However long nobody was there to end it: by then its terms may be those of a past period. */
  @Test
  void chargeExpired_endsTheCallWhenItsLeaseDid() {
    Reservation now = reserved(10);
    ledger.charge(now, Calls.written(1), Ending.COMPLETE);
    Reservation call = reserved(100);
    ledger.renew(call, Calls.written(20));
    subject.advance(Duration.ofHours(30));

    assertEquals(1, ledger.chargeExpired());
    assertEquals(timeOf(now).plus(LEASE), timeOf(call));
  }

  private Instant timeOf(Reservation call) {
    return ledger.charged(call.callId()).orElseThrow().time();
  }

  @Test
  void chargeExpired_releasesWhatDeliveredNothing() {
    Reservation silent = reserved(100);
    Reservation onlyRead = reserved(100);
    ledger.renew(onlyRead, Calls.written(0));
    subject.advance(LEASE);

    assertEquals(2, ledger.chargeExpired());
    assertChannel(DEPOSIT, 0, 0);
    assertTrue(ledger.charged(silent.callId()).isEmpty());
    assertTrue(ledger.charged(onlyRead.callId()).isEmpty());
  }

  @Test
  void chargeExpired_takesTheCallFromItsHolder() {
    Reservation call = reserved(100);
    ledger.renew(call, Calls.written(20));
    subject.advance(LEASE);
    ledger.chargeExpired();

    assertFalse(ledger.renew(call, Calls.written(50)));
    assertEquals(
        new ChargeOutcome.LeaseLost(), ledger.charge(call, Calls.written(50), Ending.COMPLETE));
    ledger.release(call);
    assertChannel(980, 0, 20);
  }

  @Test
  void charge_afterExpiryButBeforeTheSweepStillCounts() {
    Reservation call = reserved(100);
    subject.advance(LEASE.multipliedBy(2));

    assertInstanceOf(
        ChargeOutcome.Charged.class, ledger.charge(call, Calls.written(41), Ending.COMPLETE));
    assertEquals(0, ledger.chargeExpired());
    assertChannel(959, 0, 41);
  }

  private Reservation reserved(long ceiling) {
    ReserveOutcome outcome =
        ledger.reserve(Calls.reserve(Calls.call(channel, account, random), ceiling));
    return assertInstanceOf(ReserveOutcome.Reserved.class, outcome).reservation();
  }

  private Reason refused(AccountId payer, long ceiling) {
    ReserveOutcome outcome =
        ledger.reserve(Calls.reserve(Calls.call(channel, payer, random), ceiling));
    return assertInstanceOf(ReserveOutcome.Refused.class, outcome).reason();
  }

  private void assertChannel(long available, long reserved, long charged) {
    assertEquals(
        new LedgerState.OfChannel(DEPOSIT, available, reserved, charged), subject.state(channel));
  }

  private void assertAccount(long remaining, long reserved, long spent) {
    assertEquals(new LedgerState.OfAccount(remaining, reserved, spent), subject.state(account));
  }
}
