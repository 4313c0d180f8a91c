package org.tributary.gateway.image;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits on calls for images.
 *
 * @param maxSide pixels; more is refused, whatever the model
 * @param maxPixelSteps of one call, all images together
 * @param maxAttempts workers tried for each image
 * @param maxConcurrentJobs more at once are refused
 * @param maxDuration a longer job is ended
 * @param askAgainAfter when no worker had room
 * @param maxImageBytes of a picture that is sent, and of one that a worker gives
 */
@ConfigurationProperties("tributary.image")
record ImageConfig(
    @Bindable(defaultValue = "4096") int maxSide,
    @Bindable(defaultValue = "10000000000") long maxPixelSteps,
    @Bindable(defaultValue = "3") int maxAttempts,
    @Bindable(defaultValue = "200") int maxConcurrentJobs,
    @Bindable(defaultValue = "30m") Duration maxDuration,
    @Bindable(defaultValue = "1s") Duration askAgainAfter,
    @Bindable(defaultValue = "4194304") int maxImageBytes) {

  ImageConfig {
    if (maxSide < 1
        || maxPixelSteps < 1
        || maxAttempts < 1
        || maxConcurrentJobs < 1
        || maxImageBytes < 1
        || !maxDuration.isPositive()
        || !askAgainAfter.isPositive()) {
      throw new IllegalArgumentException("tributary.image: limits must be positive");
    }
  }
}
