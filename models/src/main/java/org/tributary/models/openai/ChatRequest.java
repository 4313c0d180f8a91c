package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/chat/completions}; unknown fields are ignored, as OpenAI does. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatRequest(
    @Nullable String model,
    @Nullable List<ChatMessage> messages,
    @Nullable Boolean stream,
    @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
    @Nullable Double temperature,
    @JsonProperty("top_p") @Nullable Double topP,
    @JsonProperty("max_tokens") @Nullable Integer maxTokens,
    @JsonProperty("max_completion_tokens") @Nullable Integer maxCompletionTokens,
    @Nullable JsonNode stop,
    @Nullable Long seed,
    @Nullable Integer n) {

  /** Whether a stream ends with an event that carries the usage. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record StreamOptions(@JsonProperty("include_usage") @Nullable Boolean includeUsage) {}

  @JsonIgnore
  public boolean streams() {
    return Boolean.TRUE.equals(stream);
  }

  @JsonIgnore
  public boolean wantsUsage() {
    return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
  }

  /** The ceiling on the answer's length that the caller named, in either spelling. */
  @JsonIgnore
  public @Nullable Integer maxAnswer() {
    return maxCompletionTokens != null ? maxCompletionTokens : maxTokens;
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

  /** This request with the fields that the gateway decides when it passes the call on. */
  public ChatRequest forWorker(int maxAnswer) {
    return new ChatRequest(
        model,
        messages,
        true,
        new StreamOptions(true),
        temperature,
        topP,
        maxAnswer,
        null,
        stop,
        seed,
        null);
  }
}
