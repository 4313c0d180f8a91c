package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Model-tokens of a call.
 *
 * @param promptDetails where the engine says more of the prompt
 * @param cost what the call was charged, in base units; set by the gateway only
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatUsage(
    @JsonProperty("prompt_tokens") long promptTokens,
    @JsonProperty("completion_tokens") long completionTokens,
    @JsonProperty("total_tokens") long totalTokens,
    @JsonProperty("prompt_tokens_details") @Nullable PromptDetails promptDetails,
    @Nullable String cost) {

  /** How much of the prompt the engine had read before. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PromptDetails(@JsonProperty("cached_tokens") long cachedTokens) {}

  public static ChatUsage of(long promptTokens, long completionTokens) {
    return of(promptTokens, 0, completionTokens);
  }

  /** {@code cached} of the prompt's model-tokens had been read before. */
  public static ChatUsage of(long promptTokens, long cached, long completionTokens) {
    return new ChatUsage(
        promptTokens,
        completionTokens,
        promptTokens + completionTokens,
        cached == 0 ? null : new PromptDetails(cached),
        null);
  }

  /** Of the prompt's model-tokens; 0 where the engine does not say. */
  @JsonIgnore
  public long cachedTokens() {
    return promptDetails == null ? 0 : promptDetails.cachedTokens();
  }

  public ChatUsage withCost(long baseUnits) {
    return new ChatUsage(
        promptTokens, completionTokens, totalTokens, promptDetails, Long.toString(baseUnits));
  }
}
