package org.tributary.gateway.redis;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;

/** Where Redis is and how long and how much we wait for it. */
@ConfigurationProperties("tributary.redis")
public record RedisConfig(
    @Bindable(defaultValue = "redis://127.0.0.1:6399") URI uri,
    @Bindable(defaultValue = "2s") Duration commandTimeout,
    @Bindable(defaultValue = "10000") int maxPendingCommands) {

  public RedisConfig {
    if (!commandTimeout.isPositive() || maxPendingCommands < 1) {
      throw new IllegalArgumentException("tributary.redis limits must be positive");
    }
  }

  public static RedisConfig at(URI uri) {
    return new RedisConfig(uri, Duration.ofSeconds(2), 10_000);
  }
}
