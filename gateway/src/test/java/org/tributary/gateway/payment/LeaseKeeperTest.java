package org.tributary.gateway.payment;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.account.AccountId;

@Timeout(20)
class LeaseKeeperTest {

  private static final PaymentConfig FAST =
      new PaymentConfig(
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          Duration.ofSeconds(1),
          100,
          Duration.ofHours(1),
          Duration.ofMinutes(5));

  private final ChannelId channel = Calls.channel(5, 1);
  private final AccountId account = new AccountId("acct_05" + "0".repeat(30));
  private final SettableClock clock = new SettableClock();
  private final ModelLedger ledger = new ModelLedger(FAST, clock);
  private final AtomicInteger lost = new AtomicInteger();
  private Reservation call;

  @BeforeEach
  void reserve() {
    ledger.openChannel(channel, 1_000);
    ledger.openAccount(account, channel, null);
    call =
        assertInstanceOf(
                ReserveOutcome.Reserved.class,
                ledger.reserve(Calls.reserve(Calls.call(channel, account, new Random(1)), 100)))
            .reservation();
  }

  @Test
  void keep_notesWhatWasDelivered() {
    AtomicLong written = new AtomicLong(3);
    AtomicInteger asked = new AtomicInteger();
    try (LeaseKeeper.KeptLease kept =
        keeper(ledger)
            .keep(
                call,
                () -> {
                  asked.incrementAndGet();
                  return Optional.of(Calls.written(written.get()));
                },
                lost::incrementAndGet)) {
      written.set(41);
      int before = asked.get();
      await().until(() -> asked.get() > before + 2);
    }
    clock.advance(FAST.lease());
    ledger.chargeExpired();

    assertEquals(41, ledger.charged(call.callId()).orElseThrow().charge());
    assertEquals(0, lost.get());
  }

  @Test
  void keep_tellsOnceWhenAnotherTookTheCall() {
    clock.advance(FAST.lease());
    ledger.chargeExpired();
    try (LeaseKeeper.KeptLease kept =
        keeper(ledger).keep(call, Optional::empty, lost::incrementAndGet)) {
      await().until(() -> lost.get() > 0);
    }

    assertEquals(1, lost.get());
  }

  @Test
  void keep_sitsOutAShortFailureOfRedis() {
    FailingLedger failing = new FailingLedger(ledger);
    try (LeaseKeeper.KeptLease kept =
        keeper(failing).keep(call, Optional::empty, lost::incrementAndGet)) {
      await().until(() -> failing.renewals.get() > 3);
      assertEquals(0, lost.get());

      clock.advance(FAST.lease());
      await().until(() -> lost.get() == 1);
    }
  }

  /** Charged is charged, whether or not anybody heard of it: the payer gets its answer. */
  @Test
  void charge_isAskedForAgainUntilRedisAnswers() {
    AtomicInteger asked = new AtomicInteger();
    FailingLedger deaf =
        new FailingLedger(ledger) {
          @Override
          public ChargeOutcome charge(
              Reservation reservation, Delivery delivered, Ending ending, AnswerPart part) {
            ChargeOutcome outcome = super.charge(reservation, delivered, ending, part);
            if (asked.incrementAndGet() < 3) {
              throw new RedisCommandTimeoutException("late");
            }
            return outcome;
          }
        };

    assertEquals(
        new ChargeOutcome.Charged(call.callId(), 0, 41, 41),
        keeper(deaf).charge(call, Calls.written(41), AnswerPart.NONE));
    assertEquals(3, asked.get());
  }

  @Test
  void charge_givesUpWhenItsLeaseHasRunOut() {
    FailingLedger away =
        new FailingLedger(ledger) {
          @Override
          public ChargeOutcome charge(
              Reservation reservation, Delivery delivered, Ending ending, AnswerPart part) {
            clock.advance(FAST.lease());
            throw new RedisCommandTimeoutException("late");
          }
        };

    assertThrows(
        RedisCommandTimeoutException.class,
        () -> keeper(away).charge(call, Calls.written(41), AnswerPart.NONE));
  }

  private LeaseKeeper keeper(ChannelLedger of) {
    return new LeaseKeeper(of, FAST, clock);
  }

  /** A ledger whose Redis is away. */
  private static class FailingLedger implements ChannelLedger {
    private final ChannelLedger ledger;
    private final AtomicInteger renewals = new AtomicInteger();

    FailingLedger(ChannelLedger ledger) {
      this.ledger = ledger;
    }

    @Override
    public boolean renew(Reservation reservation) {
      renewals.incrementAndGet();
      throw new IllegalStateException("away");
    }

    @Override
    public boolean renew(Reservation reservation, Delivery delivered, AnswerPart part) {
      return renew(reservation);
    }

    @Override
    public ReserveOutcome reserve(Reserve request) {
      return ledger.reserve(request);
    }

    @Override
    public ChargeOutcome charge(
        Reservation reservation, Delivery delivered, Ending ending, AnswerPart part) {
      return ledger.charge(reservation, delivered, ending, part);
    }

    @Override
    public void release(Reservation reservation) {
      ledger.release(reservation);
    }

    @Override
    public int chargeExpired() {
      return ledger.chargeExpired();
    }

    @Override
    public Optional<KeptAnswer> answer(CallId callId) {
      return ledger.answer(callId);
    }

    @Override
    public Optional<ChargedCall> charged(CallId callId) {
      return ledger.charged(callId);
    }
  }
}
