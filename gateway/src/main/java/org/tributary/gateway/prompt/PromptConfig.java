package org.tributary.gateway.prompt;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits on counting prompts by models' own tokenizers.
 *
 * @param maxTokenizerBytes a larger tokenizer file is not read
 * @param smallBytes a prompt up to here is counted by its own call; one thread counts the others
 * @param maxPendingBytes of prompts that wait for that thread; beyond, a prompt is bounded by its
 *     bytes
 * @param patience how long a call waits for that thread
 * @param maxRemembered counts kept, so that a quote and its call agree and count once
 * @param rememberFor how long a count is kept: a template may ask for the date
 */
@ConfigurationProperties("tributary.prompt")
record PromptConfig(
    @Bindable(defaultValue = "16777216") long maxTokenizerBytes,
    @Bindable(defaultValue = "16384") int smallBytes,
    @Bindable(defaultValue = "4194304") int maxPendingBytes,
    @Bindable(defaultValue = "5s") Duration patience,
    @Bindable(defaultValue = "10000") int maxRemembered,
    @Bindable(defaultValue = "10m") Duration rememberFor) {

  PromptConfig {
    if (maxTokenizerBytes < 1 || smallBytes < 0 || maxPendingBytes < 0) {
      throw new IllegalArgumentException("tributary.prompt: limits must not be negative");
    }
    if (!patience.isPositive() || maxRemembered < 0 || !rememberFor.isPositive()) {
      throw new IllegalArgumentException("tributary.prompt: times must be positive");
    }
  }
}
