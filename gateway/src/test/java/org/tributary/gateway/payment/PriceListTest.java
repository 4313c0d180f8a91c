package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PriceListTest {

  private static final long MAX_PRICE = 1_000_000_000_000L;
  private static final long MAX_USED = 1_000_000;

  @Property
  void price_isTheExactPriceRoundedUp(
      @ForAll @LongRange(min = 0, max = MAX_PRICE) long prompt,
      @ForAll @LongRange(min = 0, max = MAX_PRICE) long completion,
      @ForAll @LongRange(min = 0, max = MAX_USED) long read,
      @ForAll @LongRange(min = 0, max = MAX_USED) long written) {
    BigInteger exact =
        BigInteger.valueOf(prompt)
            .multiply(BigInteger.valueOf(read))
            .add(BigInteger.valueOf(completion).multiply(BigInteger.valueOf(written)));
    BigInteger per = BigInteger.valueOf(PriceList.PER);
    BigInteger roundedUp = exact.add(per).subtract(BigInteger.ONE).divide(per);

    assertEquals(
        roundedUp.longValueExact(),
        new PriceList(prompt, completion).price(new Usage(read, written)));
  }

  @Property
  void price_neverFallsWithMoreUsage(
      @ForAll @LongRange(min = 0, max = MAX_PRICE) long completion,
      @ForAll @LongRange(min = 0, max = MAX_USED) long written) {
    PriceList prices = new PriceList(7, completion);

    assertTrue(prices.price(new Usage(3, written + 1)) >= prices.price(new Usage(3, written)));
  }

  @Test
  void price_roundsUpOncePerCall() {
    // Each half alone would round up to one unit.
    assertEquals(1, new PriceList(1, 1).price(new Usage(1, 1)));
    assertEquals(0, new PriceList(5, 5).price(Usage.NONE));
  }

  @Test
  void price_throwsAboveALong() {
    PriceList dear = new PriceList(MAX_PRICE, MAX_PRICE);
    Usage huge = new Usage(Long.MAX_VALUE, 0);

    assertThrows(ArithmeticException.class, () -> dear.price(huge));
  }

  @Test
  void prices_outOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PriceList(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new PriceList(0, MAX_PRICE + 1));
  }
}
