package org.tributary.contracts.payout;

import org.tributary.contracts.keys.Address;

/** One share of a receipt: millionths of a base unit that somebody has earned. */
public record Owed(Address payee, long millionths) {
  public Owed {
    if (millionths < 0) {
      throw new IllegalArgumentException("a negative share");
    }
  }
}
