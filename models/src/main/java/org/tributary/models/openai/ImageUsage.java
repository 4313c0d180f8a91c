package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What drawing took.
 *
 * @param steps of all images together
 * @param pixelSteps pixels times steps, what is charged by
 */
public record ImageUsage(long steps, @JsonProperty("pixel_steps") long pixelSteps) {}
