package org.tributary.gateway.prompt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tributary.models.openai.ChatMessage;

/** The most model-tokens that a chat can be: no byte-level tokenizer makes more than bytes. */
final class ByteBound {
  /** Room for what a chat template puts around each message. */
  private static final int TEMPLATE_MODEL_TOKENS = 16;

  private ByteBound() {}

  static long of(List<ChatMessage> messages) {
    long most = TEMPLATE_MODEL_TOKENS;
    for (ChatMessage message : messages) {
      most += message.text().getBytes(StandardCharsets.UTF_8).length + TEMPLATE_MODEL_TOKENS;
    }
    return most;
  }
}
