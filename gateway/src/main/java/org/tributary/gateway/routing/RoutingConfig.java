package org.tributary.gateway.routing;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits on workers and their heartbeats.
 *
 * @param workerTtl a worker that is silent for longer is forgotten
 * @param clockSkew how far an announcement's time may be from ours
 * @param snapshotAge how old the gateway's own list of workers may be
 * @param payoutAge how long the registry's word on a worker is good
 * @param privateEndpoints whether a worker may be in a private network or on this machine
 */
@ConfigurationProperties("tributary.routing")
record RoutingConfig(
    @Bindable(defaultValue = "10s") Duration workerTtl,
    @Bindable(defaultValue = "30s") Duration clockSkew,
    @Bindable(defaultValue = "500ms") Duration snapshotAge,
    @Bindable(defaultValue = "5m") Duration payoutAge,
    @Bindable(defaultValue = "1000") int maxWorkers,
    @Bindable(defaultValue = "true") boolean privateEndpoints) {

  RoutingConfig {
    if (!workerTtl.isPositive() || clockSkew.isNegative() || snapshotAge.isNegative()) {
      throw new IllegalArgumentException("tributary.routing: times out of range");
    }
    if (!payoutAge.isPositive() || maxWorkers < 1) {
      throw new IllegalArgumentException("tributary.routing: limits must be positive");
    }
  }
}
