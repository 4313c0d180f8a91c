package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How likely the model-tokens of a chat's answer were, in their order. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ChatLogprobs(@Nullable List<Content> content) {

  /**
   * One model-token of the answer.
   *
   * @param logprob natural logarithm of its probability
   * @param bytes its UTF-8, of which it may hold part of a character only
   * @param topLogprobs the likeliest at its place, by falling probability
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Content(
      @JsonProperty("token") String text,
      float logprob,
      @Nullable List<Integer> bytes,
      @JsonProperty("top_logprobs") @Nullable List<Alternative> topLogprobs) {}

  /** A model-token that could have been there. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Alternative(
      @JsonProperty("token") String text, float logprob, @Nullable List<Integer> bytes) {

    public static Alternative of(String text, float logprob) {
      return new Alternative(text, logprob, bytesOf(text));
    }
  }

  /** The UTF-8 of {@code text}, as the wire has it. */
  public static List<Integer> bytesOf(String text) {
    List<Integer> bytes = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(Byte.toUnsignedInt(b));
    }
    return bytes;
  }
}
