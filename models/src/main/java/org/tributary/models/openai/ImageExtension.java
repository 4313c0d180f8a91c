package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What an image request may ask beyond OpenAI's API, under the key {@code tributary}.
 *
 * @param maxCost the most that a gateway may charge, base units in decimal text
 * @param markPrompt whether the image's mark shows the prompt itself, not its commitment alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageExtension(
    @JsonProperty("max_cost") @Nullable String maxCost,
    @JsonProperty("mark_prompt") @Nullable Boolean markPrompt) {
  public static final ImageExtension NONE = new ImageExtension(null, null);

  @JsonIgnore
  public boolean marksPrompt() {
    return Boolean.TRUE.equals(markPrompt);
  }
}
