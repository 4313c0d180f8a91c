package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How likely the model-tokens of a completion were, in the older shape of parallel lists.
 *
 * @param texts each model-token's own
 * @param logprobs natural logarithms of the probabilities
 * @param topLogprobs the likeliest at each place, by text
 * @param textOffsets where each begins, in characters from the answer's beginning
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CompletionLogprobs(
    @JsonProperty("tokens") List<String> texts,
    @JsonProperty("token_logprobs") List<Float> logprobs,
    @JsonProperty("top_logprobs") @Nullable List<Map<String, Float>> topLogprobs,
    @JsonProperty("text_offset") List<Integer> textOffsets) {}
