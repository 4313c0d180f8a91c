package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What our worker says of an answer beyond OpenAI's API, under the key {@code tributary}.
 *
 * @param promptTokens model-tokens of the prompt
 * @param completionTokens model-tokens of the answer up to and including this event; of several
 *     choices together
 * @param promptIds the prompt's model-tokens, where ids were asked for: in the first event, or in
 *     the whole answer
 * @param completionIds the model-tokens of this event, or of the whole answer, where asked for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AnswerExtension(
    @JsonProperty("prompt_tokens") long promptTokens,
    @JsonProperty("completion_tokens") long completionTokens,
    @JsonProperty("prompt_ids") @Nullable List<Integer> promptIds,
    @JsonProperty("completion_ids") @Nullable List<Integer> completionIds) {

  /** An answer that was not asked for ids. */
  public static AnswerExtension counting(long promptTokens, long completionTokens) {
    return new AnswerExtension(promptTokens, completionTokens, null, null);
  }
}
