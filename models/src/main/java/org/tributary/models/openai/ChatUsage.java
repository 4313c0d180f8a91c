package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Model-tokens of a call.
 *
 * @param cost what the call was charged, in base units; set by the gateway only
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatUsage(
    @JsonProperty("prompt_tokens") long promptTokens,
    @JsonProperty("completion_tokens") long completionTokens,
    @JsonProperty("total_tokens") long totalTokens,
    @Nullable String cost) {

  public static ChatUsage of(long promptTokens, long completionTokens) {
    return new ChatUsage(promptTokens, completionTokens, promptTokens + completionTokens, null);
  }

  public ChatUsage withCost(long baseUnits) {
    return new ChatUsage(promptTokens, completionTokens, totalTokens, Long.toString(baseUnits));
  }
}
