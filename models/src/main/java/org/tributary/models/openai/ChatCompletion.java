package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** A whole answer. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatCompletion(
    String id, String object, long created, String model, List<Choice> choices, ChatUsage usage) {

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Choice(
      int index, ChatMessage message, @JsonProperty("finish_reason") String finishReason) {}

  public static ChatCompletion of(
      String id, long created, String model, String text, String finishReason, ChatUsage usage) {
    return new ChatCompletion(
        id,
        "chat.completion",
        created,
        model,
        List.of(new Choice(0, new ChatMessage("assistant", text), finishReason)),
        usage);
  }
}
