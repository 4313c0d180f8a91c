package org.tributary.gateway.harness;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatLogprobs;
import org.tributary.models.openai.ChatUsage;

/** What workers send. */
public final class Chunks {
  private Chunks() {}

  public static ChatChunk text(String text, long prompt, long completion) {
    return of(text, null, AnswerExtension.counting(prompt, completion));
  }

  /** Part of the answer with how likely it was. */
  public static ChatChunk likely(String text, float logprob, long prompt, long completion) {
    ChatLogprobs logprobs =
        new ChatLogprobs(
            List.of(
                new ChatLogprobs.Content(
                    text,
                    logprob,
                    ChatLogprobs.bytesOf(text),
                    List.of(ChatLogprobs.Alternative.of(text, logprob)))));
    return ChatChunk.of(
        "w",
        1,
        "m",
        new ChatChunk.Choice(0, new ChatChunk.Delta(null, text), logprobs, null),
        AnswerExtension.counting(prompt, completion));
  }

  /** From an engine that counts nothing. */
  public static ChatChunk plain(String text) {
    return of(text, null, null);
  }

  public static ChatChunk opening() {
    return ChatChunk.of("w", 1, "m", new ChatChunk.Delta("assistant", ""), null, null);
  }

  public static ChatChunk last(long prompt, long completion) {
    return of(null, "stop", AnswerExtension.counting(prompt, completion));
  }

  public static ChatChunk plainLast() {
    return of(null, "stop", null);
  }

  public static ChatChunk usage(long prompt, long completion) {
    return usage(ChatUsage.of(prompt, completion));
  }

  public static ChatChunk usage(ChatUsage usage) {
    return ChatChunk.ofUsage("w", 1, "m", usage);
  }

  public static ChatChunk of(
      @Nullable String text, @Nullable String finish, @Nullable AnswerExtension extension) {
    return ChatChunk.of("w", 1, "m", new ChatChunk.Delta(null, text), finish, extension);
  }
}
