package org.tributary.gateway.job;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long jobs and their images are kept, and how many.
 *
 * @param folder of the images; gateways that share a Redis share this folder too
 * @param keepFor after that a job and its images are gone
 * @param maxPerAccount of an account's jobs the newest are kept
 * @param maxStoreBytes above that no job is begun
 * @param lookEvery how often a reader of events looks for news
 * @param abandonedAfter a job that says nothing for so long has lost its gateway
 * @param maxReaders of events at once
 * @param readerTimeout a reader that takes nothing for so long is taken for gone
 */
@ConfigurationProperties("tributary.images")
record JobConfig(
    @Bindable(defaultValue = ".tributary/images") Path folder,
    @Bindable(defaultValue = "24h") Duration keepFor,
    @Bindable(defaultValue = "200") int maxPerAccount,
    @Bindable(defaultValue = "2147483648") long maxStoreBytes,
    @Bindable(defaultValue = "40ms") Duration lookEvery,
    @Bindable(defaultValue = "10s") Duration abandonedAfter,
    @Bindable(defaultValue = "1000") int maxReaders,
    @Bindable(defaultValue = "60s") Duration readerTimeout) {

  JobConfig {
    if (keepFor.toSeconds() < 1
        || !lookEvery.isPositive()
        || !abandonedAfter.isPositive()
        || !readerTimeout.isPositive()) {
      throw new IllegalArgumentException("tributary.images: times must be positive");
    }
    if (maxPerAccount < 1 || maxStoreBytes < 1 || maxReaders < 1) {
      throw new IllegalArgumentException("tributary.images: limits must be positive");
    }
  }
}
