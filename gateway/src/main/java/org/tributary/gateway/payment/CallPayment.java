package org.tributary.gateway.payment;

import java.util.Map;

/** How the answer to a reserved call speaks of its payment. */
public record CallPayment(PaymentNotes notes, long before, long ceiling) {

  /** Whether the payer keeps an account of its own, and must learn what the call has cost. */
  public boolean isTold() {
    return !notes.equals(PaymentNotes.NONE);
  }

  /** For headers that leave before the charge is known. */
  public Map<String, String> ahead() {
    return notes.headers(before, ceiling, used());
  }

  public Map<String, String> charged(long cost) {
    return notes.headers(before, cost, used());
  }

  /** An answer that is given again, and a call that costs nothing, use no voucher up. */
  private long used() {
    return Math.min(1, ceiling);
  }
}
