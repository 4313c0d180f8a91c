package org.tributary.gateway.quote;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.receipt.Prices;
import org.tributary.gateway.prompt.PromptCount;

/**
 * The answer of {@code POST /v1/quote}; amounts are base units of the erc20 in decimal text.
 *
 * @param ceiling the most that the call is charged, and exactly what it reserves
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record QuoteView(
    String object,
    String endpoint,
    String model,
    AssetId asset,
    @JsonProperty("content_hash") String contentHash,
    String ceiling,
    @JsonUnwrapped Measure measure,
    UnitPrices prices,
    Coin erc20,
    Terms terms) {

  /** What the ceiling is made of, by the kind of endpoint. */
  sealed interface Measure {}

  /**
   * Of a text.
   *
   * @param maxAnswer model-tokens
   * @param limit where {@code maxAnswer} is from
   */
  record Text(
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("prompt_count") PromptCount.Certainty promptCount,
      @JsonProperty("max_tokens") int maxAnswer,
      @JsonProperty("max_tokens_from") AnswerLimit limit)
      implements Measure {}

  /** Of images. */
  record Images(
      int images, int width, int height, int steps, @JsonProperty("pixel_steps") long pixelSteps)
      implements Measure {}

  /** Unit prices: of {@code per} model-tokens, or pixels times steps. */
  record UnitPrices(String prompt, String cached, String completion, String pixels, long per) {
    static UnitPrices of(Prices prices) {
      return new UnitPrices(
          Long.toString(prices.prompt()),
          Long.toString(prices.cached()),
          Long.toString(prices.completion()),
          Long.toString(prices.pixels()),
          Prices.PER);
    }
  }

  /** What is paid in. */
  record Coin(
      String address, @JsonProperty("chain_id") long chainId, String symbol, int decimals) {}

  /** Shares of the charge taken before the model's lineage, in basis points. */
  record Terms(
      @JsonProperty("gateway_bps") int gatewayBps, @JsonProperty("worker_bps") int workerBps) {}

  static QuoteView of(String endpoint, Quote quote, Coin coin) {
    return new QuoteView(
        "quote",
        endpoint,
        quote.offer().name(),
        quote.offer().model().asset(),
        quote.offer().contentHash().text(),
        Long.toString(quote.ceiling()),
        measure(quote.measure()),
        UnitPrices.of(quote.offer().prices()),
        coin,
        new Terms(quote.offer().terms().feeBps(), quote.offer().terms().workerBps()));
  }

  private static Measure measure(Quote.Measure measure) {
    return switch (measure) {
      case Quote.Text text ->
          new Text(
              text.prompt().modelTokens(),
              text.prompt().certainty(),
              text.maxAnswer(),
              text.limit());
      case Quote.Images images ->
          new Images(
              images.images(),
              images.width(),
              images.height(),
              images.steps(),
              images.pixelSteps());
    };
  }
}
