package org.tributary.gateway.idempotency;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits on calls that may be repeated; how long one is known is {@code
 * tributary.payment.remember-ended}.
 *
 * @param maxAnswerBytes a longer answer is not kept
 * @param patience how long a repeat waits for the first try to end
 * @param lookEvery how often a waiting repeat looks
 */
@ConfigurationProperties("tributary.idempotency")
public record IdempotencyConfig(
    @Bindable(defaultValue = "1048576") int maxAnswerBytes,
    @Bindable(defaultValue = "20s") Duration patience,
    @Bindable(defaultValue = "200ms") Duration lookEvery) {

  public IdempotencyConfig {
    if (maxAnswerBytes < 1 || patience.isNegative() || !lookEvery.isPositive()) {
      throw new IllegalArgumentException("tributary.idempotency: limits must be positive");
    }
  }
}
