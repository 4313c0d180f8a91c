package org.tributary.gateway.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatLogprobs;

/** What a worker's chunk has in it. */
final class ChatChunks {
  private ChatChunks() {}

  /** Engines open with an empty text or none, and end with none. */
  static boolean hasText(ChatChunk chunk) {
    return !text(chunk).isEmpty();
  }

  static String text(ChatChunk chunk) {
    ChatChunk.Choice choice = only(chunk);
    String content = choice == null ? null : choice.delta().content();
    return content == null ? "" : content;
  }

  /** Whether the caller has anything of it: a model-token may be part of a character only. */
  static boolean hasContent(ChatChunk chunk) {
    return hasText(chunk) || !logprobs(chunk).isEmpty();
  }

  static List<ChatLogprobs.Content> logprobs(ChatChunk chunk) {
    ChatChunk.Choice choice = only(chunk);
    ChatLogprobs logprobs = choice == null ? null : choice.logprobs();
    List<ChatLogprobs.Content> content = logprobs == null ? null : logprobs.content();
    return content == null ? List.of() : content;
  }

  static @Nullable String finishReason(ChatChunk chunk) {
    ChatChunk.Choice choice = only(chunk);
    return choice == null ? null : choice.finishReason();
  }

  /** One answer is asked for; what a worker says of others is not ours. */
  private static ChatChunk.@Nullable Choice only(ChatChunk chunk) {
    return chunk.choices() == null || chunk.choices().isEmpty() ? null : chunk.choices().getFirst();
  }
}
