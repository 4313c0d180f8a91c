package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Share.Role;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

/** Earnings by day, by asset and by receipt are the same money, to the millionth. */
@ExtendWith(RealRedis.class)
class EarnedBookIT {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(1_000_000);
  private static final int WORLDS = 40;
  private static final int STEPS = 60;
  private static final int PAYEES = 10_000;
  private static final int RECEIPTS = 100_000;
  private static final Duration LARGE = Duration.ofSeconds(30);

  @Test
  void sums_ofAnyHistory_agreeByDayAssetReceiptAndPayee(Redis redis) {
    int carried = 0;
    int days = 0;
    for (int seed = 1; seed <= WORLDS; seed++) {
      redis.commands().flushall();
      EarnedWorld world = new EarnedWorld(redis, new Random(seed));
      for (int step = 1; step <= STEPS; step++) {
        world.step();
        if (step % 4 == 0) {
          Standing standing = world.standing();
          Map<Part, EarnedAmounts> byDay = byDay(world, standing);
          assertEquals(world.settled.byPart(standing), byDay, "by day, seed " + seed);
          assertEquals(world.byReceipt(standing), byDay, "by receipt, seed " + seed);
          carried += assertPaid(world, standing, byDay);
          days = Math.max(days, standing.open().size());
        }
      }
    }
    assertTrue(carried > 100 && days > 1, carried + " carried, of " + days + " days at most");
  }

  private static Map<Part, EarnedAmounts> byDay(EarnedWorld world, Standing standing) {
    Map<Part, EarnedAmounts> sums = new HashMap<>();
    Set<LocalDate> seen = new HashSet<>();
    for (var line : world.settled.byDay(standing, null, part -> true).lines()) {
      seen.add(line.day());
      assertTrue(line.amounts().earned().signum() > 0);
      assertTrue(line.amounts().pending().signum() >= 0);
      assertTrue(line.amounts().granted().compareTo(line.amounts().paid()) >= 0);
      sums.merge(line.part(), line.amounts(), EarnedAmounts::plus);
    }
    assertTrue(seen.size() < 31, "all are on one page");
    // Shares of nothing are on no day.
    standing.earned().byPart().keySet().forEach(part -> sums.putIfAbsent(part, EarnedAmounts.NONE));
    return sums;
  }

  /** How many payees have less than a base unit left over in active epochs. */
  private static int assertPaid(
      EarnedWorld world, Standing standing, Map<Part, EarnedAmounts> amounts) {
    int carried = 0;
    for (Address payee : standing.earned().byPayee().keySet()) {
      EarnedAmounts sum =
          amounts.entrySet().stream()
              .filter(each -> each.getKey().payee().equals(payee))
              .map(Map.Entry::getValue)
              .reduce(EarnedAmounts.NONE, EarnedAmounts::plus);
      assertEquals(standing.earned().byPayee().get(payee), sum.earned());
      assertEquals(standing.granted(payee).multiply(MILLIONTHS), sum.granted());
      // A crash may have left the book an epoch behind the pool.
      BigInteger paid = world.paid(payee).min(standing.granted(payee));
      assertEquals(paid.multiply(MILLIONTHS), sum.paid());
      carried += sum.pending().mod(MILLIONTHS).signum();
    }
    return carried;
  }

  @Test
  void pages_haveWholeDays_newestFirst(Redis redis) {
    EarnedBook book = new RedisEarnedBook(redis);
    PayoutTable table = PayoutTable.EMPTY;
    for (int day = 1; day <= 70; day++) {
      List<Charged> charges = List.of(charged(day, 1, 1_500_000), charged(day, 2, 2_000_000));
      table = enter(book, day, table, charges).table();
    }
    Standing standing = standing(book, table);
    SettledEarnings settled = new SettledEarnings(book);
    var first = settled.byDay(standing, null, part -> true);
    assertEquals(62, first.lines().size());
    assertEquals(day(70), first.lines().getFirst().day());
    assertEquals(day(40), first.next());
    var second = settled.byDay(standing, first.next(), part -> part.payee().equals(payee(2)));
    assertEquals(31, second.lines().size());
    assertEquals(BigInteger.valueOf(2_000_000), second.lines().getFirst().amounts().granted());
    var last = settled.byDay(standing, second.next(), part -> true);
    assertEquals(16, last.lines().size());
    assertEquals(null, last.next());
  }

  @Test
  void anEpochOfFullSize_isEnteredInSeconds(Redis redis) {
    Random random = new Random(5);
    List<Charged> charges =
        IntStream.range(0, RECEIPTS)
            .mapToObj(i ->
                new Charged(
                    Instant.parse("2026-11-21T18:00:00Z").plusMillis(i * 432L),
                    Stream.of(0, 1, 2)
                        .map(j -> share(1 + random.nextInt(PAYEES), random.nextInt(3_000_000)))
                        .toList()))
            .toList();
    EpochAccounts accounts = accounts(PayoutTable.EMPTY, charges);
    EarnedBook book = new RedisEarnedBook(redis);
    long before = System.nanoTime();
    book.add(EpochEarnings.of(1, accounts.table(), charges.stream()));
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    Standing standing = standing(book, accounts.table());
    before = System.nanoTime();
    var page = new SettledEarnings(book).byDay(standing, null, part -> true);
    Duration read = Duration.ofNanos(System.nanoTime() - before);
    System.out.printf("entered in %s, read %d lines in %s%n", took, page.lines().size(), read);
    assertTrue(page.lines().size() > PAYEES / 2, "lines");
    assertTrue(took.compareTo(LARGE) < 0, took.toString());
    assertTrue(read.compareTo(LARGE) < 0, read.toString());
  }

  private static EpochAccounts enter(
      EarnedBook book, long epoch, PayoutTable last, List<Charged> charges) {
    EpochAccounts accounts = accounts(last, charges);
    EpochEarnings earnings = EpochEarnings.of(epoch, accounts.table(), charges.stream());
    book.add(earnings);
    book.add(earnings);
    return accounts;
  }

  private static EpochAccounts accounts(PayoutTable last, List<Charged> charges) {
    EpochAccounts.Builder accounts = EpochAccounts.after(last);
    for (Charged charged : charges) {
      accounts.add(
          Bytes32.ZERO,
          charged.split().stream()
              .map(share -> new Owed(share.payee(), share.millionths()))
              .toList());
    }
    return accounts.close();
  }

  private static Standing standing(EarnedBook book, PayoutTable table) {
    return new Standing(Earned.NOTHING, book.lastEpoch(), table, Map.of(), new TreeMap<>());
  }

  private static Charged charged(int day, int payee, long millionths) {
    return new Charged(Instant.EPOCH.plus(Duration.ofDays(day)), List.of(share(payee, millionths)));
  }

  private static Share share(int payee, long millionths) {
    return new Share(Role.OWNER, new AssetId(payee), payee(payee), millionths);
  }

  private static Address payee(int number) {
    return new Address("0x%040x".formatted(number));
  }

  private static LocalDate day(int number) {
    return LocalDate.EPOCH.plusDays(number);
  }
}
