package org.tributary.gateway.chat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.tributary.gateway.payment.PriceList;
import org.tributary.gateway.payment.Usage;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.openai.ChatRequest;

/**
 * The most a chat call can cost.
 *
 * @param maxPrompt no byte-level tokenizer makes more model-tokens of a text than it has bytes
 * @param maxAnswer the caller's ceiling, or the gateway's default
 * @param ceiling base units, for both together
 */
record ChatQuote(int maxPrompt, int maxAnswer, long ceiling) {
  /** Room for what a chat template puts around each message. */
  private static final int TEMPLATE_MODEL_TOKENS = 16;

  static ChatQuote of(ChatRequest request, PriceList prices, ChatConfig config) {
    Integer asked = request.maxAnswer();
    int maxAnswer = asked == null ? config.defaultMaxAnswer() : Math.min(asked, config.maxAnswer());
    int maxPrompt = TEMPLATE_MODEL_TOKENS;
    List<ChatMessage> messages = Objects.requireNonNull(request.messages());
    for (ChatMessage message : messages) {
      int bytes = message.text().getBytes(StandardCharsets.UTF_8).length;
      maxPrompt = Math.addExact(maxPrompt, bytes + TEMPLATE_MODEL_TOKENS);
    }
    return new ChatQuote(maxPrompt, maxAnswer, prices.price(new Usage(maxPrompt, maxAnswer)));
  }

  /** What a worker claims to have used, no more than was quoted. */
  Usage bounded(long promptTokens, long completionTokens) {
    return new Usage(
        Math.min(maxPrompt, Math.max(0, promptTokens)),
        Math.min(maxAnswer, Math.max(0, completionTokens)));
  }
}
