package org.tributary.gateway.settlement;

import org.jspecify.annotations.Nullable;
import org.tributary.gateway.settlement.Settlement.Outcome;

/** How far an epoch has come, and what keeps it from the pool, if anything does. */
record Posting(Epoch epoch, @Nullable String held) {

  Posting(Epoch epoch) {
    this(epoch, null);
  }

  boolean isActive() {
    return epoch.isActive();
  }

  Outcome outcome() {
    if (held != null) {
      return Outcome.HELD;
    }
    return epoch.isActive() ? Outcome.POSTED : Outcome.WAITING;
  }
}
