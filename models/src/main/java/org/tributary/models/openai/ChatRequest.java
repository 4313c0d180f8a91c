package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/chat/completions}; unknown fields are ignored, as OpenAI does.
 *
 * @param logprobs whether the answer says how likely each model-token was
 * @param topLogprobs how many of the likeliest to name at each place
 * @param user who asks, for fairness between them; opaque
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatRequest(
    @Nullable String model,
    @Nullable List<ChatMessage> messages,
    @Nullable Boolean stream,
    @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
    @JsonProperty("max_tokens") @Nullable Integer maxTokens,
    @JsonProperty("max_completion_tokens") @Nullable Integer maxCompletionTokens,
    @Nullable Boolean logprobs,
    @JsonProperty("top_logprobs") @Nullable Integer topLogprobs,
    @Nullable String user,
    @Nullable RequestExtension tributary,
    @JsonUnwrapped @Nullable SamplingFields sampling,
    @JsonUnwrapped @Nullable UnservedFields unserved) {

  /** A chat that leaves all else to the defaults. */
  public static ChatRequest of(
      String model, List<ChatMessage> messages, @Nullable Integer maxTokens) {
    return new ChatRequest(
        model, messages, null, null, maxTokens, null, null, null, null, null, null, null);
  }

  @Override
  public SamplingFields sampling() {
    return sampling == null ? SamplingFields.NONE : sampling;
  }

  @Override
  public UnservedFields unserved() {
    return unserved == null ? UnservedFields.NONE : unserved;
  }

  @JsonIgnore
  public boolean streams() {
    return Boolean.TRUE.equals(stream);
  }

  @JsonIgnore
  public boolean wantsUsage() {
    return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
  }

  @JsonIgnore
  public boolean wantsLogprobs() {
    return Boolean.TRUE.equals(logprobs);
  }

  /** How many of the likeliest to name at each place. */
  @JsonIgnore
  public int likeliest() {
    return topLogprobs == null ? 0 : topLogprobs;
  }

  @JsonIgnore
  public RequestExtension extension() {
    return tributary == null ? RequestExtension.NONE : tributary;
  }

  /** The ceiling on the answer's length that the caller named; the newer spelling goes first. */
  @JsonIgnore
  public @Nullable Integer maxAnswer() {
    return maxCompletionTokens != null ? maxCompletionTokens : maxTokens;
  }

  /**
   * This request with the fields that the gateway decides when it passes the call on.
   *
   * @param payer names who pays, so that workers can be fair, and tells nothing else of them
   */
  public ChatRequest forWorker(int maxAnswer, @Nullable String payer) {
    return new ChatRequest(
        model,
        messages,
        true,
        new StreamOptions(true),
        maxAnswer,
        null,
        logprobs,
        topLogprobs,
        payer,
        null,
        sampling,
        null);
  }
}
