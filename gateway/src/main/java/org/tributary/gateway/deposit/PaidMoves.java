package org.tributary.gateway.deposit;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.limit.Counters;

/** Bounds how often the gateway pays the gas of moving a payer's money, whichever way it asks. */
@Singleton
public final class PaidMoves {
  private static final Duration DAY = Duration.ofDays(1);

  private final Counters counters;
  private final MovesConfig config;

  PaidMoves(Counters counters, MovesConfig config) {
    this.counters = counters;
    this.config = config;
  }

  /** Counts one more, unless those of the day are used up. */
  public boolean takes(Address payer) {
    return counters.count(
        "moves", DAY, List.of(new Counters.Bound(payer.text(), config.movesPerDay())));
  }

  public int perDay() {
    return config.movesPerDay();
  }

  /** The least, in base units, that is worth the gas of bringing it back to its payer. */
  public long minWithdrawal() {
    return config.minWithdrawal();
  }
}
