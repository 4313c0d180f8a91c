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
    @Nullable AnswerExtension tributary) {
  public static final String OBJECT = "chat.completion.chunk";

  /** Part of the answer; finishReason only in its last event. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Choice(
      int index,
      Delta delta,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ChatLogprobs logprobs,
      @JsonInclude(JsonInclude.Include.ALWAYS) @JsonProperty("finish_reason")
          @Nullable String finishReason) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Delta(@Nullable String role, @Nullable String content) {}

  public static ChatChunk of(
      String id,
      long created,
      String model,
      Delta delta,
      @Nullable String finishReason,
      @Nullable AnswerExtension extension) {
    return of(id, created, model, new Choice(0, delta, null, finishReason), extension);
  }

  /** An event of one choice. */
  public static ChatChunk of(
      String id, long created, String model, Choice choice, @Nullable AnswerExtension extension) {
    return new ChatChunk(id, OBJECT, created, model, List.of(choice), null, extension);
  }

  /** The last event of a stream that was asked for its usage. */
  public static ChatChunk ofUsage(String id, long created, String model, ChatUsage usage) {
    return new ChatChunk(id, OBJECT, created, model, List.of(), usage, null);
  }
}
