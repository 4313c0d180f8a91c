package org.tributary.gateway.chat;

import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ChatChunk;

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

  static @Nullable String finishReason(ChatChunk chunk) {
    ChatChunk.Choice choice = only(chunk);
    return choice == null ? null : choice.finishReason();
  }

  /** One answer is asked for; what a worker says of others is not ours. */
  private static ChatChunk.@Nullable Choice only(ChatChunk chunk) {
    return chunk.choices() == null || chunk.choices().isEmpty() ? null : chunk.choices().getFirst();
  }
}
