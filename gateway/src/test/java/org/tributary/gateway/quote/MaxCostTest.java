package org.tributary.gateway.quote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.error.ApiException;

class MaxCostTest {
  private static final Prices PRICES = new Prices(Prices.PER, Prices.PER, 2 * Prices.PER, 0);

  @Test
  void theSmallerOfBoth_counts() {
    assertEquals(Optional.empty(), MaxCost.of(null, null));
    assertEquals(MaxCost.FIELD, MaxCost.of("5", "50").orElseThrow().param());
    assertEquals(MaxCost.HEADER, MaxCost.of("50", "5").orElseThrow().param());
    assertEquals(BigInteger.TEN.pow(77), MaxCost.of("1" + "0".repeat(77), null).get().baseUnits());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 5", "-1", "+1", "1.0", "1e3", "0x10", "\u0665", "five"})
  void noAmount_isRefusedByName(String text) {
    assertEquals(MaxCost.FIELD, refusal(() -> MaxCost.of(text, null)).body().error().param());
    assertEquals(MaxCost.HEADER, refusal(() -> MaxCost.of(null, text)).body().error().param());
  }

  @Test
  void tooDear_namesBothAmountsAndWhatWouldFit() {
    MaxCost most = MaxCost.of("45", null).orElseThrow();
    most.requireFor(45, 34, PRICES);
    ApiException refused = refusal(() -> most.requireFor(46, 34, PRICES));

    assertEquals(402, refused.status().getCode());
    assertEquals("max_cost_exceeded", refused.body().error().code());
    assertEquals(
        "This call may cost 46 base units, more than its tributary.max_cost of 45."
            + " With max_tokens 5 it would fit.",
        refused.body().error().message());
  }

  @Test
  void promptTooDear_saysThatNothingFits() {
    MaxCost most = MaxCost.of("35", null).orElseThrow();

    for (Prices prices : new Prices[] {PRICES, new Prices(Prices.PER * 2, Prices.PER * 2, 0, 0)}) {
      String message = refusal(() -> most.requireFor(68, 34, prices)).body().error().message();
      assertTrue(message.contains("prompt alone"), message);
    }
  }

  @Property
  void whatWouldFit_fitsAndOneMoreDoesNot(
      @ForAll @IntRange(max = 100_000) int prompt,
      @ForAll @LongRange(min = 0, max = 5_000_000) long promptPrice,
      @ForAll @LongRange(min = 1, max = 5_000_000) long completionPrice,
      @ForAll @LongRange(min = 0, max = 1_000_000) long maxCost) {
    Prices prices = new Prices(promptPrice, promptPrice, completionPrice, 0);
    MaxCost most = MaxCost.of(Long.toString(maxCost), null).orElseThrow();
    long dear = prices.charge(Usage.ofText(prompt, 1_000_000_000_000L / completionPrice));
    if (dear <= maxCost) {
      return;
    }
    String message = refusal(() -> most.requireFor(dear, prompt, prices)).body().error().message();
    if (message.contains("prompt alone")) {
      assertTrue(prices.charge(Usage.ofText(prompt, 1)) > maxCost, message);
      return;
    }
    long fits = Long.parseLong(message.replaceAll(".*max_tokens (\\d+) .*", "$1"));
    assertTrue(prices.charge(Usage.ofText(prompt, fits)) <= maxCost, message);
    assertTrue(prices.charge(Usage.ofText(prompt, fits + 1)) > maxCost, message);
  }

  private static ApiException refusal(Runnable ask) {
    return assertThrows(ApiException.class, ask::run);
  }
}
