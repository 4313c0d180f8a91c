package org.tributary.gateway.settlement;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the chain is watched.
 *
 * @param pollEvery 0 is never by itself
 * @param blocksPerRequest nodes limit how many blocks one request for events may span
 * @param reread blocks that are read again each time, since of several nodes some lag behind; a
 *     gateway that does not watch takes the one that does to be at most so many behind
 * @param claimAgainEvery how often a channel is claimed from while its payer is leaving
 * @param lockWait for a settlement that is running
 * @param lease how long a gateway that died keeps the others from watching
 */
@ConfigurationProperties("tributary.watch")
record WatchConfiguration(
    @Bindable(defaultValue = "2s") Duration pollEvery,
    @Bindable(defaultValue = "1000") long blocksPerRequest,
    @Bindable(defaultValue = "32") int reread,
    @Bindable(defaultValue = "60s") Duration claimAgainEvery,
    @Bindable(defaultValue = "60s") Duration lockWait,
    @Bindable(defaultValue = "30s") Duration lease) {

  WatchConfiguration {
    if (pollEvery.isNegative() || claimAgainEvery.isNegative() || lockWait.isNegative()) {
      throw new IllegalArgumentException("tributary.watch: a negative duration");
    }
    if (blocksPerRequest < 1 || reread < 1 || !lease.isPositive()) {
      throw new IllegalArgumentException("tributary.watch: limits must be positive");
    }
  }
}
