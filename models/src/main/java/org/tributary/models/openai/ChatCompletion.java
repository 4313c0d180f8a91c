package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole answer. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatCompletion(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    ChatUsage usage,
    @Nullable AnswerExtension tributary) {

  /** One of the answers asked for. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Choice(
      int index,
      ChatMessage message,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ChatLogprobs logprobs,
      @JsonProperty("finish_reason") String finishReason) {

    public static Choice of(
        int index, String text, @Nullable ChatLogprobs logprobs, String finishReason) {
      return new Choice(index, new ChatMessage("assistant", text), logprobs, finishReason);
    }
  }

  /** One answer, without logprobs. */
  public static ChatCompletion of(
      String id, long created, String model, String text, String finishReason, ChatUsage usage) {
    return of(id, created, model, List.of(Choice.of(0, text, null, finishReason)), usage, null);
  }

  public static ChatCompletion of(
      String id,
      long created,
      String model,
      List<Choice> choices,
      ChatUsage usage,
      @Nullable AnswerExtension extension) {
    return new ChatCompletion(id, "chat.completion", created, model, choices, usage, extension);
  }
}
