package org.tributary.gateway.chat;

import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.call.Priced;
import org.tributary.gateway.prompt.PromptCount;
import org.tributary.gateway.quote.AnswerLimit;
import org.tributary.models.openai.ChatRequest;

/**
 * The most a chat call can cost.
 *
 * @param maxAnswer in model-tokens
 * @param limit who set {@code maxAnswer}
 * @param ceiling base units, for prompt and answer together
 */
record ChatQuote(PromptCount prompt, int maxAnswer, AnswerLimit limit, long ceiling) {

  /**
   * Quotes a request that keeps the rules.
   *
   * @throws org.tributary.gateway.error.ApiException when no channel could ever be charged so much
   */
  static ChatQuote of(ChatRequest request, PromptCount prompt, Prices prices, ChatConfig config) {
    Integer asked = request.maxAnswer();
    AnswerLimit limit =
        asked == null
            ? AnswerLimit.DEFAULT
            : asked > config.maxAnswer() ? AnswerLimit.GATEWAY : AnswerLimit.REQUEST;
    int maxAnswer = Math.min(asked == null ? config.defaultMaxAnswer() : asked, config.maxAnswer());
    Usage most = Usage.ofText(prompt.modelTokens(), maxAnswer);
    return new ChatQuote(
        prompt, maxAnswer, limit, Priced.ceiling(ChatPricing.PRODUCT, prices, most));
  }

  /** Of prompt and answer together. */
  long mostModelTokens() {
    return prompt.modelTokens() + maxAnswer;
  }

  /** What a worker claims to have used, no more than was quoted. */
  Usage bounded(long promptTokens, long cachedTokens, long completionTokens) {
    long read = Math.clamp(promptTokens, 0, prompt.modelTokens());
    return new Usage(
        read, Math.clamp(cachedTokens, 0, read), Math.clamp(completionTokens, 0L, maxAnswer), 0);
  }
}
