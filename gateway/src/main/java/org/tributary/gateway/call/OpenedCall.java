package org.tributary.gateway.call;

import org.jspecify.annotations.Nullable;
import org.tributary.gateway.payment.Attempt;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.CallPayment;
import org.tributary.gateway.payment.Reservation;

/** A call that its payer was admitted for. */
public sealed interface OpenedCall {

  CallContext context();

  /** How the answer speaks of its payment. */
  CallPayment payment();

  /**
   * Its ceiling is set aside: it must be charged or released.
   *
   * @param attempt of a call that its caller may send again
   */
  record Reserved(Reservation reservation, CallPayment payment, @Nullable Attempt attempt)
      implements OpenedCall {
    @Override
    public CallContext context() {
      return reservation.context();
    }
  }

  /** Another try of it was charged, or still runs: its answer is to be given again. */
  record Answered(CallContext context, CallPayment payment) implements OpenedCall {}
}
