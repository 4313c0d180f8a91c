package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event of a streamed answer. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatChunk(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    @Nullable ChatUsage usage,
    @Nullable Extension tributary) {
  public static final String OBJECT = "chat.completion.chunk";

  /** Part of the answer; finishReason only in its last event. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Choice(
      int index,
      Delta delta,
      @JsonInclude(JsonInclude.Include.ALWAYS) @JsonProperty("finish_reason")
          @Nullable String finishReason) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Delta(@Nullable String role, @Nullable String content) {}

  /**
   * What our worker adds for the gateway.
   *
   * @param promptTokens model-tokens of the prompt
   * @param completionTokens model-tokens of the answer up to and including this event
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Extension(
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("completion_tokens") long completionTokens) {}

  public static ChatChunk of(
      String id,
      long created,
      String model,
      Delta delta,
      @Nullable String finishReason,
      @Nullable Extension extension) {
    return new ChatChunk(
        id, OBJECT, created, model, List.of(new Choice(0, delta, finishReason)), null, extension);
  }

  /** The last event of a stream that was asked for its usage. */
  public static ChatChunk ofUsage(String id, long created, String model, ChatUsage usage) {
    return new ChatChunk(id, OBJECT, created, model, List.of(), usage, null);
  }
}
