package org.tributary.gateway.relay;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits on the way to a worker.
 *
 * @param eventTimeout silence after which a worker is taken for dead
 * @param maxEventBytes a longer event is a fault of the worker
 */
@ConfigurationProperties("tributary.relay")
record RelayConfig(
    @Bindable(defaultValue = "2s") Duration connectTimeout,
    @Bindable(defaultValue = "30s") Duration eventTimeout,
    @Bindable(defaultValue = "1048576") int maxEventBytes,
    @Bindable(defaultValue = "500") int maxConnections) {}
