package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;

/** What every ledger must do for a call that is sent again, wherever its first try got to. */
abstract class RepeatContract {
  private static final long DEPOSIT = 1_000;
  private static final Duration LEASE = PaymentConfig.DEFAULT.lease();
  private static final Attempt FIRST = new Attempt("request", "first");
  private static final Attempt SECOND = new Attempt("request", "second");

  final ChannelId channel = Calls.channel(0xa7, 1);
  LedgerSubject subject;
  ChannelLedger ledger;
  CallContext call;

  abstract LedgerSubject newSubject();

  @BeforeEach
  void open() {
    subject = newSubject();
    ledger = subject.ledger();
    subject.openChannel(channel, DEPOSIT);
    AccountId account = subject.openAccount(channel, null);
    call = Calls.call(channel, account, new Random(7));
  }

  @Test
  void sameAttemptAgain_isOneReservation() {
    Reservation first = reserved(FIRST);

    assertEquals(first, reserved(FIRST));
    assertState(100, 0);
  }

  @Test
  void whileTheFirstRuns_isTold() {
    Reservation first = reserved(FIRST);

    assertEquals(new ReserveOutcome.Running(), reserve(SECOND));
    assertTrue(ledger.renew(first));
    assertState(100, 0);
  }

  @Test
  void afterTheFirstWasCharged_findsItsAnswer() {
    Reservation first = reserved(FIRST);
    ledger.charge(first, Calls.written(40), Ending.COMPLETE, new AnswerPart(0, "answer"));

    assertEquals(new ReserveOutcome.Answered(40), reserve(SECOND));
    assertEquals(
        Optional.of(new KeptAnswer(List.of("answer"), Ending.COMPLETE)),
        ledger.answer(call.callId()));
    assertState(0, 40);
  }

  @Test
  void chargedTwice_keepsTheFirstAnswer() {
    Reservation first = reserved(FIRST);
    ledger.charge(first, Calls.written(40), Ending.COMPLETE, new AnswerPart(0, "answer"));
    ledger.charge(first, Calls.written(50), Ending.COMPLETE, new AnswerPart(0, "another"));

    assertEquals(
        Optional.of(new KeptAnswer(List.of("answer"), Ending.COMPLETE)),
        ledger.answer(call.callId()));
    assertState(0, 40);
  }

  @Test
  void otherRequest_isTold() {
    Reservation first = reserved(FIRST);
    Attempt other = new Attempt("another request", "second");

    assertEquals(new ReserveOutcome.OtherRequest(), reserve(other));
    ledger.charge(first, Calls.written(40), Ending.COMPLETE, new AnswerPart(0, "answer"));
    assertEquals(new ReserveOutcome.OtherRequest(), reserve(other));
  }

  @Test
  void afterTheFirstWasReleased_runsInItsPlace() {
    Reservation first = reserved(FIRST);
    ledger.release(first);
    Reservation second = reserved(SECOND);

    assertState(100, 0);
    assertInstanceOf(
        ChargeOutcome.LeaseLost.class, ledger.charge(first, Calls.written(1), Ending.COMPLETE));
    ledger.release(first);
    assertState(100, 0);
    assertEquals(new ReserveOutcome.Running(), reserve(FIRST));
    ledger.charge(second, Calls.written(40), Ending.COMPLETE, new AnswerPart(0, "answer"));
    assertState(0, 40);
    assertEquals(new ReserveOutcome.Answered(40), reserve(FIRST));
  }

  @Test
  void afterTheFirstOnesGatewayDied_runsInItsPlace() {
    reserved(FIRST);
    subject.advance(LEASE);
    assertEquals(new ReserveOutcome.Running(), reserve(SECOND));
    assertEquals(1, ledger.chargeExpired());
    Reservation second = reserved(SECOND);

    assertState(100, 0);
    ledger.charge(second, Calls.written(40), Ending.COMPLETE, new AnswerPart(0, "answer"));
    assertState(0, 40);
  }

  @Test
  void afterTheFirstBrokeOff_findsWhatWasDelivered() {
    Reservation first = reserved(FIRST);
    ledger.renew(first, Calls.written(1), new AnswerPart(0, "a"));
    ledger.renew(first, Calls.written(2), new AnswerPart(1, "b"));
    ledger.renew(first, Calls.written(3), new AnswerPart(1, "bc"));
    ledger.renew(first, Calls.written(3));
    subject.advance(LEASE);
    assertEquals(1, ledger.chargeExpired());

    assertEquals(new ReserveOutcome.Answered(3), reserve(SECOND));
    assertEquals(
        Optional.of(new KeptAnswer(List.of("a", "bc"), Ending.PARTIAL)),
        ledger.answer(call.callId()));
    assertState(0, 3);
  }

  @Test
  void holderWhoseLeaseWasLost_keepsNothing() {
    Reservation first = reserved(FIRST);
    ledger.renew(first, Calls.written(1), new AnswerPart(0, "a"));
    subject.advance(LEASE);
    ledger.chargeExpired();
    ledger.renew(first, Calls.written(2), new AnswerPart(1, "b"));
    ledger.charge(first, Calls.written(2), Ending.COMPLETE, new AnswerPart(1, "b"));

    assertEquals(
        Optional.of(new KeptAnswer(List.of("a"), Ending.PARTIAL)), ledger.answer(call.callId()));
    assertState(0, 1);
  }

  @Test
  void partsAreInTheirOrder() {
    Reservation first = reserved(FIRST);
    for (int i = 0; i < 12; i++) {
      ledger.renew(first, Calls.written(i + 1), new AnswerPart(i, "part " + i));
    }
    ledger.charge(first, Calls.written(12), Ending.COMPLETE, new AnswerPart(12, "part 12"));
    List<String> parts = ledger.answer(call.callId()).orElseThrow().parts();

    assertEquals(13, parts.size());
    assertEquals("part 10", parts.get(10));
  }

  Reservation reserved(Attempt attempt) {
    return assertInstanceOf(ReserveOutcome.Reserved.class, reserve(attempt)).reservation();
  }

  ReserveOutcome reserve(Attempt attempt) {
    Authority authority =
        new Authority.AccessKey(Calls.KEY, Calls.keyHash(call.account()), call.model().name(), 200);
    return ledger.reserve(new Reserve(call, 100, authority, attempt));
  }

  private void assertState(long reserved, long charged) {
    assertEquals(
        new LedgerState.OfChannel(DEPOSIT, DEPOSIT - reserved - charged, reserved, charged),
        subject.state(channel));
  }
}
