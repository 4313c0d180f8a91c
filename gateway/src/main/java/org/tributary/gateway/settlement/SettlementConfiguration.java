package org.tributary.gateway.settlement;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When and how much is settled: every {@code interval} (0 is never by itself), at most {@code
 * maxEntries} charges at once, from channels that owe {@code claimAmount} base units or have owed
 * for {@code claimAge}; only the holder of {@code operatorAccessKey} may ask for it.
 *
 * @param bondLimit up to so many base units the operator's bond is raised by itself
 * @param watchers whom to ask, by POST, for the signatures that the pool wants of its watchers
 */
@ConfigurationProperties("tributary.settlement")
record SettlementConfiguration(
    @Bindable(defaultValue = "10m") Duration interval,
    @Bindable(defaultValue = "100000") int maxEntries,
    @Bindable(defaultValue = "5s") Duration activationWait,
    @Bindable(defaultValue = "3m") Duration lockLease,
    @Bindable(defaultValue = "60s") Duration lockWait,
    @Bindable(defaultValue = "100000") BigInteger claimAmount,
    @Bindable(defaultValue = "1h") Duration claimAge,
    @Bindable(defaultValue = "1000000000") BigInteger bondLimit,
    @Bindable(defaultValue = "") List<URI> watchers,
    @Nullable String operatorAccessKey) {

  private static final int MIN_KEY_CHARS = 16;

  SettlementConfiguration {
    if (interval.isNegative() || activationWait.isNegative() || lockWait.isNegative()) {
      throw new IllegalArgumentException("tributary.settlement: a negative duration");
    }
    if (maxEntries < 1 || !lockLease.isPositive()) {
      throw new IllegalArgumentException("tributary.settlement: limits must be positive");
    }
    if (claimAmount.signum() < 0 || claimAge.isNegative()) {
      throw new IllegalArgumentException("tributary.settlement: a negative threshold");
    }
    if (bondLimit.signum() < 0) {
      throw new IllegalArgumentException("tributary.settlement.bond-limit is negative");
    }
    watchers = List.copyOf(watchers);
    if (operatorAccessKey != null && operatorAccessKey.length() < MIN_KEY_CHARS) {
      throw new IllegalArgumentException(
          "tributary.settlement.operator-access-key has at least 16 characters");
    }
  }

  /** For settlements that nobody asked for. */
  ClaimThresholds thresholds() {
    return new ClaimThresholds(claimAmount, claimAge);
  }

  @Override
  public String toString() {
    return "SettlementConfiguration[interval=" + interval + "]";
  }
}
