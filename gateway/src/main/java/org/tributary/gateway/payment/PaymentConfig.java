package org.tributary.gateway.payment;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How long a call may be silent before another gateway ends it, and how long its end is remembered
 * against late repeats.
 *
 * @param rememberReleased of a call that cost nothing and that its caller cannot send again
 */
@ConfigurationProperties("tributary.payment")
public record PaymentConfig(
    @Bindable(defaultValue = "5s") Duration lease,
    @Bindable(defaultValue = "1s") Duration renewEvery,
    @Bindable(defaultValue = "1s") Duration sweepEvery,
    @Bindable(defaultValue = "100") int sweptPerPartition,
    @Bindable(defaultValue = "24h") Duration rememberEnded,
    @Bindable(defaultValue = "5m") Duration rememberReleased) {

  public static final PaymentConfig DEFAULT =
      new PaymentConfig(
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          100,
          Duration.ofHours(24),
          Duration.ofMinutes(5));

  public PaymentConfig {
    if (!renewEvery.isPositive() || lease.compareTo(renewEvery.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException("a lease must outlast two renewals");
    }
    if (!sweepEvery.isPositive()
        || sweptPerPartition < 1
        || rememberEnded.compareTo(lease) < 0
        || rememberReleased.compareTo(lease) < 0) {
      throw new IllegalArgumentException("tributary.payment limits out of range");
    }
  }
}
