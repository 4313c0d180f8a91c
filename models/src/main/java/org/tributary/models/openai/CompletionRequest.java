package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/completions}; unknown fields are ignored, as OpenAI does.
 *
 * @param prompt a string, an array of one string, or an array of model-token ids
 * @param logprobs how many of the likeliest to name at each place
 * @param user who asks, for fairness between them; opaque
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompletionRequest(
    @Nullable String model,
    @Nullable JsonNode prompt,
    @Nullable Boolean stream,
    @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
    @JsonProperty("max_tokens") @Nullable Integer maxTokens,
    @Nullable Integer logprobs,
    @Nullable String suffix,
    @Nullable Boolean echo,
    @JsonProperty("best_of") @Nullable Integer bestOf,
    @Nullable String user,
    @Nullable RequestExtension tributary,
    @JsonUnwrapped @Nullable SamplingFields sampling) {
  /** OpenAI's, for this older API alone. */
  private static final int DEFAULT_MAX_ANSWER = 16;

  @Override
  public SamplingFields sampling() {
    return sampling == null ? SamplingFields.NONE : sampling;
  }

  @JsonIgnore
  public boolean streams() {
    return Boolean.TRUE.equals(stream);
  }

  @JsonIgnore
  public boolean wantsUsage() {
    return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
  }

  @JsonIgnore
  public int maxAnswer() {
    return maxTokens == null ? DEFAULT_MAX_ANSWER : maxTokens;
  }

  @JsonIgnore
  public RequestExtension extension() {
    return tributary == null ? RequestExtension.NONE : tributary;
  }

  /** The prompt of a request that keeps the rules. */
  @JsonIgnore
  public CompletionPrompt promptToContinue() {
    if (prompt == null) {
      throw new IllegalStateException("a request without a prompt keeps no rules");
    }
    JsonNode one = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
    if (one.isTextual()) {
      return new CompletionPrompt.Text(one.asText());
    }
    List<Integer> ids = new ArrayList<>(prompt.size());
    prompt.forEach(id -> ids.add(id.intValue()));
    return new CompletionPrompt.Ids(ids);
  }
}
