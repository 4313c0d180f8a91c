package org.tributary.gateway.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for: enough to ask for it again, but for an image to begin from.
 *
 * @param seed of the first image; the next one's is one more
 * @param edit whether it began from an image
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobSettings(
    String prompt,
    @JsonProperty("negative_prompt") @Nullable String negativePrompt,
    int n,
    String size,
    int steps,
    double guidance,
    @Nullable String sampler,
    long seed,
    @Nullable Double strength,
    boolean edit) {}
