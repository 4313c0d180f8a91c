package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What drawing took.
 *
 * @param steps of all images together
 * @param pixelSteps pixels times steps, what is charged by
 * @param cost what a gateway charged, base units in decimal text; a worker charges nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageUsage(
    long steps, @JsonProperty("pixel_steps") long pixelSteps, @Nullable String cost) {

  /** What has not been charged. */
  public static ImageUsage uncharged(long steps, long pixelSteps) {
    return new ImageUsage(steps, pixelSteps, null);
  }
}
