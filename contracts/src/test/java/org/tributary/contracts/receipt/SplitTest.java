package org.tributary.contracts.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.keys.Address;

class SplitTest {
  private static final Address GATEWAY = address(1);
  private static final List<Delivered> WORKER = List.of(worker(2, 7));
  private static final Split.Party MODEL = new Split.Party(new AssetId(9), address(3));

  @Test
  void of_paysGatewayWorkerOwnerAndAncestors() {
    List<Share> shares =
        Split.of(
            41,
            new Split.Terms(500, 6000),
            GATEWAY,
            WORKER,
            MODEL,
            List.of(ancestor(1, 100_000_000), ancestor(2, 333_333_333)));
    assertEquals(
        List.of(2_050_000L, 24_600_000L, 8_131_667L, 1_435_000L, 4_783_333L),
        shares.stream().map(Share::millionths).toList());
  }

  @Test
  void of_refusesChargesThatCouldOverflow() {
    Split.Terms terms = new Split.Terms(0, 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> Split.of(Split.MAX_CHARGE + 1, terms, GATEWAY, WORKER, MODEL, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Split.of(-1, terms, GATEWAY, WORKER, MODEL, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Split.Terms(5000, 5001));
  }

  @Property
  void of_sumsToTheChargeAndFloorsExactly(
      @ForAll @LongRange(min = 0, max = Split.MAX_CHARGE) long charge,
      @ForAll @IntRange(max = 10_000) int feeBps,
      @ForAll @IntRange(max = 10_000) int workerOfRest,
      @ForAll @IntRange(max = 32) int count,
      @ForAll long seed) {
    int workerBps = (10_000 - feeBps) * workerOfRest / 10_000;
    List<Split.Ancestor> ancestors = randomTable(count, new Random(seed));
    List<Share> shares =
        Split.of(charge, new Split.Terms(feeBps, workerBps), GATEWAY, WORKER, MODEL, ancestors);

    BigInteger total = BigInteger.valueOf(charge).multiply(BigInteger.valueOf(1_000_000));
    assertEquals(total, sum(shares));
    assertEquals(floor(total, feeBps, 10_000), shares.get(0).millionths());
    assertEquals(floor(total, workerBps, 10_000), shares.get(1).millionths());
    BigInteger rest =
        total.subtract(BigInteger.valueOf(shares.get(0).millionths() + shares.get(1).millionths()));
    for (int i = 0; i < count; i++) {
      long expected = floor(rest, ancestors.get(i).ppb(), 1_000_000_000);
      assertEquals(expected, shares.get(3 + i).millionths());
    }
    assertTrue(shares.get(2).millionths() >= 0);
  }

  @Test
  void of_dividesTheWorkersShareByWhatEachDelivered() {
    Split.Terms terms = new Split.Terms(500, 6000);
    List<Delivered> workers = List.of(worker(2, 1), worker(4, 0), worker(5, 2));
    assertEquals(
        List.of(2_050_000L, 8_200_000L, 0L, 16_400_000L, 14_350_000L),
        millionths(Split.of(41, terms, GATEWAY, workers, MODEL, List.of())));
    List<Delivered> idle = List.of(worker(2, 0), worker(4, 0));
    assertEquals(
        List.of(2_050_000L, 0L, 24_600_000L, 14_350_000L),
        millionths(Split.of(41, terms, GATEWAY, idle, MODEL, List.of())));
    assertThrows(
        IllegalArgumentException.class,
        () -> Split.of(41, terms, GATEWAY, List.of(), MODEL, List.of()));
  }

  @Property
  void of_paysWorkersFlooredAndTheLastTheRest(
      @ForAll @LongRange(min = 0, max = Split.MAX_CHARGE) long charge,
      @ForAll @IntRange(max = 7_000) int workerBps,
      @ForAll @Size(min = 1, max = 16) List<@LongRange(min = 0, max = 1L << 58) Long> delivered) {
    List<Delivered> workers = delivered.stream().map(each -> worker(2, each)).toList();
    List<Share> shares =
        Split.of(charge, new Split.Terms(0, workerBps), GATEWAY, workers, MODEL, List.of());

    BigInteger work = BigInteger.valueOf(charge).multiply(BigInteger.valueOf(100L * workerBps));
    long all = delivered.stream().mapToLong(each -> each).sum();
    BigInteger left = work;
    for (int i = 0; i < workers.size() - 1; i++) {
      long expected = all == 0 ? 0 : floor(work, delivered.get(i), all);
      assertEquals(expected, shares.get(1 + i).millionths());
      left = left.subtract(BigInteger.valueOf(expected));
    }
    assertEquals(left.longValueExact(), shares.get(workers.size()).millionths());
    assertEquals(BigInteger.valueOf(charge).multiply(BigInteger.valueOf(1_000_000)), sum(shares));
  }

  /** The bound is 5 µs; what a busy machine adds is not the split's. */
  @Test
  void of_takesMicroseconds_withTheMostAncestors() {
    List<Split.Ancestor> ancestors = new ArrayList<>();
    for (int i = 1; i <= FlatLineage.MAX_ANCESTORS; i++) {
      ancestors.add(ancestor(i, FlatLineage.PPB / 40));
    }
    Split.Terms terms = new Split.Terms(500, 6000);
    List<Delivered> workers = List.of(worker(2, 70), worker(4, 30));
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long began = clock.getCurrentThreadCpuTime();
      for (int i = 0; i < 20_000; i++) {
        assertEquals(36, Split.of(1_000 + i, terms, GATEWAY, workers, MODEL, ancestors).size());
      }
      best = Math.min(best, (clock.getCurrentThreadCpuTime() - began) / 20_000e3);
    }
    System.out.printf("split with 32 ancestors: %.2f µs%n", best);
    assertTrue(best < 5, "µs: " + best);
  }

  /** Shares that together never exceed the whole, sometimes all of it. */
  private static List<Split.Ancestor> randomTable(int count, Random random) {
    List<Split.Ancestor> table = new ArrayList<>();
    int left = FlatLineage.PPB;
    for (int i = 0; i < count; i++) {
      int ppb = i == count - 1 && random.nextBoolean() ? left : random.nextInt(left + 1);
      left -= ppb;
      table.add(ancestor(i + 1, ppb));
    }
    return table;
  }

  private static Delivered worker(int n, long modelTokens) {
    return new Delivered(address(50 + n), address(n), modelTokens);
  }

  private static List<Long> millionths(List<Share> shares) {
    return shares.stream().map(Share::millionths).toList();
  }

  private static BigInteger sum(List<Share> shares) {
    return shares.stream()
        .map(share -> BigInteger.valueOf(share.millionths()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static long floor(BigInteger amount, long numerator, long denominator) {
    return amount
        .multiply(BigInteger.valueOf(numerator))
        .divide(BigInteger.valueOf(denominator))
        .longValueExact();
  }

  private static Split.Ancestor ancestor(int asset, int ppb) {
    return new Split.Ancestor(new Split.Party(new AssetId(asset), address(100 + asset)), ppb);
  }

  private static Address address(int n) {
    return new Address("0x%040x".formatted(n));
  }
}
