package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.voucher.ChannelId;

class CutTest {
  private static final ChannelId ONE = channel(1);
  private static final ChannelId TWO = channel(2);

  private final Cut cut =
      new Cut(
          new TreeMap<>(
              Map.of(
                  0,
                  List.of(entry(1, ONE, 10), entry(2, TWO, 5), entry(3, ONE, 30)),
                  7,
                  List.<LedgerEntry>of())));

  @Test
  void totals_areTheLastOfEachChannel() {
    assertEquals(Map.of(ONE, BigInteger.valueOf(30), TWO, BigInteger.valueOf(5)), cut.totals());
  }

  @Test
  void ends_nameOnlyPartitionsWithCharges() {
    assertEquals(Map.of(0, new StreamId(3, 0)), cut.ends());
  }

  @Test
  void coveredBy_everythingPaid_isTheWhole() {
    assertEquals(cut, cut.coveredBy(cut.totals()));
  }

  @Test
  void coveredBy_stopsBeforeTheFirstUnpaidCharge() {
    Cut paidLess = cut.coveredBy(Map.of(ONE, BigInteger.valueOf(29), TWO, BigInteger.valueOf(5)));
    assertEquals(Map.of(0, new StreamId(2, 0)), paidLess.ends());
    assertTrue(cut.coveredBy(Map.of(TWO, BigInteger.valueOf(5))).entries().isEmpty());
  }

  @Test
  void streamIds_areOrderedByNumberNotText() {
    assertTrue(new StreamId(9, 0).compareTo(new StreamId(10, 0)) < 0);
    assertTrue(new StreamId(10, 9).compareTo(new StreamId(10, 10)) < 0);
    assertEquals(new StreamId(10, 9), StreamId.parse("10-9"));
  }

  static ChannelId channel(int number) {
    return ChannelId.parse("0x%064x".formatted(number));
  }

  private static LedgerEntry entry(long at, ChannelId channel, long to) {
    CallId call = CallId.random(0, new Random(at));
    return new LedgerEntry(new StreamId(at, 0), call, channel, BigInteger.valueOf(to));
  }
}
