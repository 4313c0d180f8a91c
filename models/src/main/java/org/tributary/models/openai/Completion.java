package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer of {@code POST /v1/completions}: the whole of it, or one event of a stream. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Completion(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    @Nullable ChatUsage usage,
    @Nullable AnswerExtension tributary) {
  public static final String OBJECT = "text_completion";

  /** An answer or part of one; finishReason only at its end. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Choice(
      int index,
      String text,
      @Nullable CompletionLogprobs logprobs,
      @JsonProperty("finish_reason") @Nullable String finishReason) {}

  public static Completion of(
      String id,
      long created,
      String model,
      List<Choice> choices,
      @Nullable ChatUsage usage,
      @Nullable AnswerExtension extension) {
    return new Completion(id, OBJECT, created, model, choices, usage, extension);
  }
}
