package org.tributary.gateway.payment;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.Split;

/**
 * Asks to set aside the most a call can cost, in base units, before any work is done.
 *
 * @param attempt for a call id that its caller may use again
 */
public record Reserve(
    CallContext context, long ceiling, Authority authority, @Nullable Attempt attempt) {

  public Reserve {
    if (ceiling < 0 || ceiling > Split.MAX_CHARGE) {
      throw new IllegalArgumentException("a ceiling is 0 to " + Split.MAX_CHARGE + " base units");
    }
  }

  /** For a call id that no caller can use again. */
  public Reserve(CallContext context, long ceiling, Authority authority) {
    this(context, ceiling, authority, null);
  }
}
