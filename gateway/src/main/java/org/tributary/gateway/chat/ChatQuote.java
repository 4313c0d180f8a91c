package org.tributary.gateway.chat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.tributary.contracts.receipt.Split;
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
record ChatQuote(long maxPrompt, int maxAnswer, long ceiling) {
  /** Room for what a chat template puts around each message. */
  private static final int TEMPLATE_MODEL_TOKENS = 16;

  /**
   * Quotes a request that keeps the rules.
   *
   * @throws org.tributary.gateway.error.ApiException when no channel could ever be charged so much
   */
  static ChatQuote of(ChatRequest request, PriceList prices, ChatConfig config) {
    Integer asked = request.maxAnswer();
    int maxAnswer = Math.min(asked == null ? config.defaultMaxAnswer() : asked, config.maxAnswer());
    long maxPrompt = TEMPLATE_MODEL_TOKENS;
    for (ChatMessage message : Objects.requireNonNull(request.messages())) {
      maxPrompt += bytes(message.text()) + TEMPLATE_MODEL_TOKENS;
    }
    return new ChatQuote(maxPrompt, maxAnswer, ceiling(prices, new Usage(maxPrompt, maxAnswer)));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static long ceiling(PriceList prices, Usage most) {
    long ceiling;
    try {
      ceiling = prices.price(most);
    } catch (ArithmeticException beyondLong) {
      throw ChatRefusals.beyondAnyPrice();
    }
    if (ceiling > Split.MAX_CHARGE) {
      throw ChatRefusals.beyondAnyPrice();
    }
    return ceiling;
  }

  /** What a worker claims to have used, no more than was quoted. */
  Usage bounded(long promptTokens, long completionTokens) {
    return new Usage(
        Math.clamp(promptTokens, 0, maxPrompt), Math.clamp(completionTokens, 0L, maxAnswer));
  }
}
