package org.tributary.gateway.payment;

import org.tributary.contracts.receipt.Split;

/** Asks to set aside the most a call can cost, in base units, before any work is done. */
public record Reserve(CallContext context, long ceiling, Authority authority) {

  public Reserve {
    if (ceiling < 0 || ceiling > Split.MAX_CHARGE) {
      throw new IllegalArgumentException("a ceiling is 0 to " + Split.MAX_CHARGE + " base units");
    }
  }
}
