package org.tributary.gateway.chat;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.payment.AnswerPart;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargeOutcome;
import org.tributary.gateway.payment.ChargedCall;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.KeptAnswer;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;

/** A ledger at which its gateway dies for one call: nothing of that call is done from then on. */
@Singleton
@Bean(typed = {CrashingLedger.class, BeanCreatedEventListener.class})
@Requires(property = "spec.crashes", value = "true")
final class CrashingLedger implements BeanCreatedEventListener<ChannelLedger>, ChannelLedger {
  private @Nullable ChannelLedger ledger;
  volatile @Nullable Point next;

  /** Where the gateway dies. */
  enum Point {
    BEFORE_RESERVE,
    AFTER_RESERVE,
    AFTER_CHARGE
  }

  /** Nothing catches it but the last resort, which tells the caller that something failed. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public ChannelLedger onCreated(BeanCreatedEvent<ChannelLedger> created) {
    ledger = created.getBean();
    return this;
  }

  private ChannelLedger ledger() {
    return Optional.ofNullable(ledger).orElseThrow();
  }

  private void dieAt(Point point) {
    if (next == point) {
      next = null;
      throw new Death();
    }
  }

  @Override
  public ReserveOutcome reserve(Reserve request) {
    dieAt(Point.BEFORE_RESERVE);
    ReserveOutcome outcome = ledger().reserve(request);
    dieAt(Point.AFTER_RESERVE);
    return outcome;
  }

  @Override
  public boolean renew(Reservation reservation) {
    return ledger().renew(reservation);
  }

  @Override
  public boolean renew(Reservation reservation, Delivery delivered, AnswerPart part) {
    return ledger().renew(reservation, delivered, part);
  }

  @Override
  public ChargeOutcome charge(
      Reservation reservation, Delivery delivered, Ending ending, AnswerPart part) {
    ChargeOutcome outcome = ledger().charge(reservation, delivered, ending, part);
    dieAt(Point.AFTER_CHARGE);
    return outcome;
  }

  @Override
  public void release(Reservation reservation) {
    ledger().release(reservation);
  }

  @Override
  public int chargeExpired() {
    return ledger().chargeExpired();
  }

  @Override
  public Optional<KeptAnswer> answer(CallId callId) {
    return ledger().answer(callId);
  }

  @Override
  public Optional<ChargedCall> charged(CallId callId) {
    return ledger().charged(callId);
  }
}
