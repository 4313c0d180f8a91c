package org.tributary.gateway.chat;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits on one call.
 *
 * @param defaultMaxAnswer model-tokens where the caller names no ceiling
 * @param maxAnswer ceiling on what a caller may name
 * @param maxAttempts workers tried before the first of the answer is delivered
 * @param maxConcurrentCalls more at once are refused
 * @param readerTimeout a caller that takes nothing for so long is taken for gone
 * @param maxDuration a longer answer is cut
 */
@ConfigurationProperties("tributary.chat")
record ChatConfig(
    @Bindable(defaultValue = "512") int defaultMaxAnswer,
    @Bindable(defaultValue = "131072") int maxAnswer,
    @Bindable(defaultValue = "3") int maxAttempts,
    @Bindable(defaultValue = "1000") int maxConcurrentCalls,
    @Bindable(defaultValue = "60s") Duration readerTimeout,
    @Bindable(defaultValue = "30m") Duration maxDuration) {

  ChatConfig {
    if (defaultMaxAnswer < 1 || maxAnswer < 1 || maxAttempts < 1 || maxConcurrentCalls < 1) {
      throw new IllegalArgumentException("tributary.chat: limits must be positive");
    }
    if (!readerTimeout.isPositive() || !maxDuration.isPositive()) {
      throw new IllegalArgumentException("tributary.chat: times must be positive");
    }
  }
}
