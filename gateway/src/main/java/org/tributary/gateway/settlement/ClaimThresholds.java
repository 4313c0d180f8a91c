package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/** When a channel is worth the gas of a claim: it owes enough, or has owed for long enough. */
record ClaimThresholds(BigInteger amount, Duration age) {

  /** For a settlement that somebody asked for. */
  static final ClaimThresholds NONE = new ClaimThresholds(BigInteger.ZERO, Duration.ZERO);

  ClaimThresholds {
    if (amount.signum() < 0 || age.isNegative()) {
      throw new IllegalArgumentException("a negative threshold");
    }
  }

  boolean isReached(BigInteger owed, Instant since, Instant now) {
    return owed.compareTo(amount) >= 0 || !now.isBefore(since.plus(age));
  }
}
