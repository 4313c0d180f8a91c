package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
  void settled_everythingPaid_isTheWhole() {
    assertEquals(cut, cut.settled(cut.totals(), Set.of()));
    assertTrue(cut.without(cut.paid(cut.totals())).entries().isEmpty());
  }

  @Test
  void settled_stopsBeforeTheFirstUnpaidCharge() {
    Cut paidLess = cut.settled(claimed(29, 5), Set.of());
    assertEquals(Map.of(0, new StreamId(2, 0)), paidLess.ends());
    assertTrue(cut.settled(claimed(0, 5), Set.of()).entries().isEmpty());
  }

  @Test
  void settled_goesPastChargesOfChannelsThatDoNotPay() {
    Map<ChannelId, BigInteger> claimed = claimed(29, 5);
    Cut settled = cut.settled(claimed, Set.of(ONE));
    assertEquals(cut, settled);
    // Of [10, 30) only 19 arrived: it counts when all of it did.
    assertEquals(List.of(new StreamId(3, 0)), ids(settled.without(settled.paid(claimed))));
    assertEquals(List.of(new StreamId(1, 0), new StreamId(2, 0)), ids(settled.paid(claimed)));
  }

  @Test
  void owedSince_isWhenTheFirstUnclaimedChargeWasMade() {
    assertEquals(Optional.of(Instant.ofEpochMilli(1)), cut.owedSince(ONE, BigInteger.ZERO));
    assertEquals(Optional.of(Instant.ofEpochMilli(3)), cut.owedSince(ONE, BigInteger.TEN));
    assertEquals(Optional.empty(), cut.owedSince(ONE, BigInteger.valueOf(30)));
  }

  private static Map<ChannelId, BigInteger> claimed(long one, long two) {
    return Map.of(ONE, BigInteger.valueOf(one), TWO, BigInteger.valueOf(two));
  }

  private static List<StreamId> ids(Cut cut) {
    return cut.entries().values().stream().flatMap(List::stream).map(LedgerEntry::id).toList();
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
