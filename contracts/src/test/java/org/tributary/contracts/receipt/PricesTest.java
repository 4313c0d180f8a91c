package org.tributary.contracts.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PricesTest {
  private static final long MAX_PRICE = 1_000_000_000_000L;
  private static final long MAX_USED = 1_000_000;

  @Property
  void charge_isTheExactPriceRoundedUp(
      @ForAll @LongRange(min = 0, max = MAX_PRICE) long prompt,
      @ForAll @LongRange(min = 0, max = MAX_PRICE) long cached,
      @ForAll @LongRange(min = 0, max = MAX_PRICE) long completion,
      @ForAll @LongRange(min = 0, max = MAX_PRICE) long pixels,
      @ForAll @LongRange(min = 0, max = MAX_USED) long read,
      @ForAll @LongRange(min = 0, max = MAX_USED) long again,
      @ForAll @LongRange(min = 0, max = MAX_USED) long written,
      @ForAll @LongRange(min = 0, max = MAX_USED) long drawn) {
    BigInteger exact =
        product(prompt, read)
            .add(product(cached, again))
            .add(product(completion, written))
            .add(product(pixels, drawn));
    BigInteger per = BigInteger.valueOf(Prices.PER);
    BigInteger roundedUp = exact.add(per).subtract(BigInteger.ONE).divide(per);

    assertEquals(
        roundedUp.longValueExact(),
        new Prices(prompt, cached, completion, pixels)
            .charge(new Usage(read + again, again, written, drawn)));
  }

  @Property
  void charge_neverFallsWithMoreUsage(
      @ForAll @LongRange(min = 0, max = MAX_PRICE) long completion,
      @ForAll @LongRange(min = 0, max = MAX_USED) long written) {
    Prices prices = new Prices(7, 7, completion, 0);

    assertTrue(
        prices.charge(Usage.ofText(3, written + 1)) >= prices.charge(Usage.ofText(3, written)));
  }

  @Test
  void charge_roundsUpOncePerCall() {
    // Each half alone would round up to one unit.
    assertEquals(1, new Prices(1, 1, 1, 1).charge(Usage.ofText(1, 1)));
    assertEquals(0, new Prices(5, 5, 5, 5).charge(Usage.NONE));
  }

  @Test
  void charge_throwsAboveALongAndForWhatCannotBe() {
    Prices dear = new Prices(MAX_PRICE, MAX_PRICE, MAX_PRICE, MAX_PRICE);

    assertThrows(ArithmeticException.class, () -> dear.charge(Usage.ofText(Long.MAX_VALUE, 0)));
    assertThrows(ArithmeticException.class, () -> dear.charge(new Usage(1, 2, 0, 0)));
  }

  @Test
  void negativeNumbers_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Prices(-1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Usage(0, 0, 0, -1));
  }

  private static BigInteger product(long price, long used) {
    return BigInteger.valueOf(price).multiply(BigInteger.valueOf(used));
  }
}
