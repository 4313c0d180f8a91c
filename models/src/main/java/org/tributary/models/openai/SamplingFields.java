package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is chosen and where it stops: the same fields, beside the others, in the bodies of
 * chats and completions. Those that OpenAI does not have are named as in vLLM.
 *
 * @param topK keeps the likeliest so many; 0, as -1, keeps all
 * @param logitBias by the id of a model-token, in decimal
 * @param stop a string, or several
 * @param n answers to the one prompt
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SamplingFields(
    @Nullable Double temperature,
    @JsonProperty("top_p") @Nullable Double topP,
    @JsonProperty("top_k") @Nullable Integer topK,
    @JsonProperty("min_p") @Nullable Double minP,
    @JsonProperty("presence_penalty") @Nullable Double presencePenalty,
    @JsonProperty("frequency_penalty") @Nullable Double frequencyPenalty,
    @JsonProperty("repetition_penalty") @Nullable Double repetitionPenalty,
    @JsonProperty("logit_bias") @Nullable Map<String, Double> logitBias,
    @Nullable JsonNode stop,
    @Nullable Long seed,
    @Nullable Integer n) {
  /** All left to their defaults. */
  public static final SamplingFields NONE =
      new SamplingFields(null, null, null, null, null, null, null, null, null, null, null);

  /** Answers asked for. */
  @JsonIgnore
  public int answers() {
    return n == null ? 1 : n;
  }

  @JsonIgnore
  public List<String> stops() {
    List<String> stops = new ArrayList<>();
    if (stop != null && stop.isTextual()) {
      stops.add(stop.asText());
    } else if (stop != null && stop.isArray()) {
      stop.forEach(s -> stops.add(s.asText()));
    }
    return stops;
  }

  /** The bias of each model-token, in a request that keeps the rules. */
  @JsonIgnore
  public Map<Integer, Double> biases() {
    Map<Integer, Double> biases = new HashMap<>();
    if (logitBias != null) {
      logitBias.forEach((id, bias) -> biases.put(Integer.valueOf(id), bias));
    }
    return biases;
  }
}
