package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request may ask beyond OpenAI's API, under the key {@code tributary}.
 *
 * @param resumeIds model-tokens of the answer that were delivered already: the answer goes on
 *     behind them as if it had never been interrupted
 * @param returnIds whether the answer names its model-tokens and the prompt's
 * @param maxCost the most that a gateway may charge for the answer, base units in decimal text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RequestExtension(
    @JsonProperty("resume_ids") @Nullable List<Integer> resumeIds,
    @JsonProperty("return_ids") @Nullable Boolean returnIds,
    @JsonProperty("max_cost") @Nullable String maxCost) {
  public static final RequestExtension NONE = new RequestExtension(null, null, null);

  @JsonIgnore
  public boolean wantsIds() {
    return Boolean.TRUE.equals(returnIds);
  }

  /** What to resume from; empty for an answer from its beginning. */
  @JsonIgnore
  public List<Integer> delivered() {
    return resumeIds == null ? List.of() : resumeIds;
  }
}
