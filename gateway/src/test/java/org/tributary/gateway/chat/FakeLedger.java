package org.tributary.gateway.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Usage;
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

/** A ledger that remembers what it was asked, and fails where it is told to. */
final class FakeLedger implements ChannelLedger {
  final List<Reserve> reserved = new ArrayList<>();
  final List<Delivery> charged = new ArrayList<>();
  final List<Ending> endings = new ArrayList<>();
  final CountDownLatch checkpointed = new CountDownLatch(1);
  int released;
  ReserveOutcome.@Nullable Reason refusal;
  volatile boolean leaseLost;
  boolean away;

  /** How often a call was ended, in either way. */
  int ended() {
    return charged.size() + released;
  }

  Usage usage() {
    return charged.getFirst().usage();
  }

  @Override
  public ReserveOutcome reserve(Reserve request) {
    if (refusal != null) {
      return new ReserveOutcome.Refused(refusal);
    }
    reserved.add(request);
    return new ReserveOutcome.Reserved(new Reservation(request.context(), request.ceiling(), 1), 0);
  }

  @Override
  public boolean renew(Reservation reservation) {
    return !leaseLost;
  }

  @Override
  public boolean renew(Reservation reservation, Delivery delivered, AnswerPart part) {
    checkpointed.countDown();
    return !leaseLost;
  }

  @Override
  public ChargeOutcome charge(
      Reservation reservation, Delivery delivered, Ending ending, AnswerPart part) {
    checkAway();
    if (leaseLost) {
      return new ChargeOutcome.LeaseLost();
    }
    charged.add(delivered);
    endings.add(ending);
    long charge =
        Math.min(reservation.ceiling(), reservation.context().prices().charge(delivered.usage()));
    return new ChargeOutcome.Charged(reservation.callId(), 0, charge, charge);
  }

  @Override
  public void release(Reservation reservation) {
    checkAway();
    released++;
  }

  private void checkAway() {
    if (away) {
      throw new IllegalStateException("Redis is away");
    }
  }

  @Override
  public int chargeExpired() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<KeptAnswer> answer(CallId callId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ChargedCall> charged(CallId callId) {
    throw new UnsupportedOperationException();
  }
}
