package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.receipt.Split;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.PriceList;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.openai.ChatRequest;

class ChatQuoteTest {
  private static final ChatConfig CONFIG = FlowBench.CONFIG;

  @Test
  void defaults_arePinned() {
    ChatConfig laptop =
        new ChatConfig(512, 131_072, 3, 1_000, Duration.ofSeconds(60), Duration.ofMinutes(30));
    ChatQuote quote = ChatQuote.of(request(null, "Hi"), new PriceList(0, PriceList.PER), laptop);

    assertEquals(512, quote.maxAnswer());
    assertEquals(512, quote.ceiling());
  }

  @Test
  void maxAnswer_isTheCallersUpToTheLimit() {
    assertEquals(5, ChatQuote.of(request(5, "Hi"), FlowBench.PRICES, CONFIG).maxAnswer());
    assertEquals(100, ChatQuote.of(request(101, "Hi"), FlowBench.PRICES, CONFIG).maxAnswer());
    assertEquals(8, ChatQuote.of(request(null, "Hi"), FlowBench.PRICES, CONFIG).maxAnswer());
  }

  @Test
  void ceiling_countsBytesNotCharacters() {
    long ascii = ChatQuote.of(request(1, "aaaa"), FlowBench.PRICES, CONFIG).maxPrompt();
    long emoji = ChatQuote.of(request(1, "😀😀😀😀"), FlowBench.PRICES, CONFIG).maxPrompt();

    assertEquals(12, emoji - ascii);
  }

  @Property
  void ceiling_boundsAnyCharge(
      @ForAll @Size(max = 5) List<String> messages,
      @ForAll @IntRange(min = 1) int asked,
      @ForAll @LongRange(min = 0, max = Split.MAX_CHARGE) long promptPrice,
      @ForAll @LongRange(min = 0, max = Split.MAX_CHARGE) long completionPrice,
      @ForAll long promptClaim,
      @ForAll long completionClaim) {
    PriceList prices = new PriceList(promptPrice, completionPrice);
    ChatRequest request = request(asked, messages.toArray(String[]::new));
    ChatQuote quote;
    try {
      quote = ChatQuote.of(request, prices, CONFIG);
    } catch (ApiException tooLarge) {
      assertEquals(402, tooLarge.status().getCode());
      return;
    }

    assertTrue(quote.ceiling() <= Split.MAX_CHARGE);
    long charge = prices.price(quote.bounded(promptClaim, completionClaim));
    assertTrue(0 <= charge && charge <= quote.ceiling(), charge + " > " + quote.ceiling());
    int bytes = messages.stream().mapToInt(m -> m.getBytes(StandardCharsets.UTF_8).length).sum();
    assertTrue(quote.maxPrompt() >= bytes, "a byte is at most one model-token");
  }

  @Test
  void ceilingBeyondAnyCharge_isRefused() {
    PriceList dear = new PriceList(Split.MAX_CHARGE, Split.MAX_CHARGE);
    ChatConfig wide =
        new ChatConfig(8, Integer.MAX_VALUE, 3, 10, Duration.ofSeconds(1), Duration.ofSeconds(1));
    for (int asked : new int[] {1_000_000, Integer.MAX_VALUE}) {
      ApiException refused =
          assertThrows(ApiException.class, () -> ChatQuote.of(request(asked, "Hi"), dear, wide));

      assertEquals("ceiling_too_large", refused.body().error().code());
    }
  }

  private static ChatRequest request(@Nullable Integer maxTokens, String... messages) {
    return ChatRequest.of(
        "m", Stream.of(messages).map(text -> new ChatMessage("user", text)).toList(), maxTokens);
  }
}
