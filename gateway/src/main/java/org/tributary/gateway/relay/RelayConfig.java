package org.tributary.gateway.relay;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits on the way to a worker.
 *
 * @param connectTimeout also how long a call waits for one of {@code maxConnections}
 * @param eventTimeout silence after which a worker is taken for dead
 * @param idleTimeout after which an unused connection is closed
 * @param maxEventBytes a longer event is a fault of the worker
 * @param maxImageEventBytes so is an event with an image beyond this
 * @param maxAnswerBytes so is a longer answer, its JSON included
 * @param maxConnections to one worker
 */
@ConfigurationProperties("tributary.relay")
record RelayConfig(
    @Bindable(defaultValue = "2s") Duration connectTimeout,
    @Bindable(defaultValue = "30s") Duration eventTimeout,
    @Bindable(defaultValue = "30s") Duration idleTimeout,
    @Bindable(defaultValue = "262144") int maxEventBytes,
    @Bindable(defaultValue = "8388608") int maxImageEventBytes,
    @Bindable(defaultValue = "67108864") int maxAnswerBytes,
    @Bindable(defaultValue = "500") int maxConnections) {

  RelayConfig {
    if (!connectTimeout.isPositive() || !eventTimeout.isPositive() || !idleTimeout.isPositive()) {
      throw new IllegalArgumentException("tributary.relay: timeouts must be positive");
    }
    if (maxEventBytes < 1
        || maxImageEventBytes < 1
        || maxAnswerBytes < Math.max(maxEventBytes, maxImageEventBytes)
        || maxConnections < 1) {
      throw new IllegalArgumentException("tributary.relay: limits out of range");
    }
  }
}
