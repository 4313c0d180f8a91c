package org.tributary.gateway.settlement;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How far calls go on while the chain cannot be asked.
 *
 * @param awayAfter without a new block, the chain counts as away
 * @param perChannel base units charged or reserved and not claimed, of one channel
 * @param total the same of all channels
 * @param retryAfter what callers are told to wait
 * @param blocksOnDemand a development chain makes a block when it is asked to: any answer of the
 *     node shows that it is there. Elsewhere a node that is stuck on one block is away
 */
@ConfigurationProperties("tributary.exposure")
record ExposureConfiguration(
    @Bindable(defaultValue = "60s") Duration awayAfter,
    @Bindable(defaultValue = "10000000") long perChannel,
    @Bindable(defaultValue = "1000000000") long total,
    @Bindable(defaultValue = "30s") Duration retryAfter,
    @Bindable(defaultValue = "true") boolean blocksOnDemand) {

  ExposureConfiguration {
    if (!awayAfter.isPositive() || !retryAfter.isPositive() || perChannel < 0 || total < 0) {
      throw new IllegalArgumentException("tributary.exposure limits out of range");
    }
  }
}
