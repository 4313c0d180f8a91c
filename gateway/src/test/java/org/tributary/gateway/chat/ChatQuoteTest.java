package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.prompt.PromptCount;
import org.tributary.gateway.quote.AnswerLimit;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.openai.ChatRequest;

class ChatQuoteTest {
  private static final ChatConfig CONFIG = FlowBench.CONFIG;

  @Test
  void defaults_arePinned() {
    ChatConfig laptop =
        new ChatConfig(512, 131_072, 3, 1_000, Duration.ofSeconds(60), Duration.ofMinutes(30));
    ChatQuote quote = quote(request(null), 3, new Prices(0, 0, Prices.PER, 0), laptop);

    assertEquals(512, quote.maxAnswer());
    assertEquals(AnswerLimit.DEFAULT, quote.limit());
    assertEquals(512, quote.ceiling());
  }

  @Test
  void maxAnswer_isTheCallersUpToTheLimit() {
    assertLimit(5, AnswerLimit.REQUEST, request(5));
    assertLimit(100, AnswerLimit.REQUEST, request(100));
    assertLimit(100, AnswerLimit.GATEWAY, request(101));
    assertLimit(8, AnswerLimit.DEFAULT, request(null));
  }

  private static void assertLimit(int expected, AnswerLimit limit, ChatRequest request) {
    ChatQuote quote = quote(request, 3, FlowBench.PRICES, CONFIG);
    assertEquals(expected, quote.maxAnswer());
    assertEquals(limit, quote.limit());
  }

  @Property
  void ceiling_boundsAnyCharge(
      @ForAll @LongRange(min = 0, max = 2_000_000) long prompt,
      @ForAll @IntRange(min = 1) int asked,
      @ForAll @LongRange(min = 0, max = Split.MAX_CHARGE) long promptPrice,
      @ForAll @LongRange(min = 0, max = Split.MAX_CHARGE) long completionPrice,
      @ForAll long promptClaim,
      @ForAll long cachedClaim,
      @ForAll long completionClaim) {
    Prices prices = new Prices(promptPrice, promptPrice, completionPrice, 0);
    ChatQuote quote;
    try {
      quote = quote(request(asked), prompt, prices, CONFIG);
    } catch (ApiException tooLarge) {
      assertEquals(402, tooLarge.status().getCode());
      return;
    }

    assertTrue(quote.ceiling() <= Split.MAX_CHARGE);
    Usage most = quote.bounded(promptClaim, cachedClaim, completionClaim);
    long charge = prices.charge(most);
    assertTrue(0 <= charge && charge <= quote.ceiling(), charge + " > " + quote.ceiling());
    assertTrue(most.prompt() <= prompt, "a worker counts more than the model's tokenizer");
  }

  @Test
  void ceilingBeyondAnyCharge_isRefused() {
    Prices dear = new Prices(Split.MAX_CHARGE, Split.MAX_CHARGE, Split.MAX_CHARGE, 0);
    ChatConfig wide =
        new ChatConfig(8, Integer.MAX_VALUE, 3, 10, Duration.ofSeconds(1), Duration.ofSeconds(1));
    for (int asked : new int[] {1_000_000, Integer.MAX_VALUE}) {
      ApiException refused =
          assertThrows(ApiException.class, () -> quote(request(asked), 3, dear, wide));

      assertEquals("ceiling_too_large", refused.body().error().code());
    }
  }

  private static ChatQuote quote(
      ChatRequest request, long prompt, Prices prices, ChatConfig config) {
    return ChatQuote.of(
        request, new PromptCount(prompt, PromptCount.Certainty.EXACT), prices, config);
  }

  private static ChatRequest request(@Nullable Integer maxTokens) {
    return ChatRequest.of("m", List.of(new ChatMessage("user", "Hi")), maxTokens);
  }
}
