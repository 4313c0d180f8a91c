package org.tributary.gateway.chat;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Limits on one call.
 *
 * @param defaultMaxAnswer model-tokens where the caller names no ceiling
 * @param maxAnswer ceiling on what a caller may name
 * @param maxAttempts workers tried before the first of the answer is delivered
 * @param maxConcurrentCalls more at once are refused
 */
@ConfigurationProperties("tributary.chat")
record ChatConfig(
    @Bindable(defaultValue = "512") int defaultMaxAnswer,
    @Bindable(defaultValue = "131072") int maxAnswer,
    @Bindable(defaultValue = "3") int maxAttempts,
    @Bindable(defaultValue = "1000") int maxConcurrentCalls) {}
