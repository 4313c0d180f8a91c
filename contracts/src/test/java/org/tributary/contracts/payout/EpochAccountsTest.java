package org.tributary.contracts.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.SumProof.Sibling;

class EpochAccountsTest {
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  @Test
  void close_grantsWholeBaseUnitsAndCarriesTheRest() {
    EpochAccounts first = epoch(PayoutTable.EMPTY, List.of(List.of(owed(1, 1_999_999))));
    PayoutLeaf leaf = first.table().leaf(payee(1)).orElseThrow();
    assertEquals(BigInteger.ONE, leaf.amount());
    assertEquals(999_999, leaf.credits().carriedOn());
    EpochAccounts second = epoch(first.table(), List.of(List.of(owed(1, 1))));
    PayoutLeaf next = second.table().leaf(payee(1)).orElseThrow();
    assertEquals(BigInteger.ONE, next.previous());
    assertEquals(BigInteger.TWO, next.amount());
    assertEquals(999_999, next.credits().carry());
    assertEquals(0, next.credits().carriedOn());
  }

  @Test
  void close_keepsWhoWasOnceCreditedAndListsWhoIsOwedLessThanAUnit() {
    EpochAccounts first = epoch(PayoutTable.EMPTY, List.of(List.of(owed(7, 1), owed(8, 0))));
    assertEquals(1, first.table().leaves().size());
    EpochAccounts second = epoch(first.table(), List.of());
    PayoutLeaf leaf = second.table().leaf(payee(7)).orElseThrow();
    assertEquals(new CreditsCommitment(Bytes32.ZERO, 0, BigInteger.ZERO, 1), leaf.credits());
    assertEquals(BigInteger.ZERO, leaf.amount());
  }

  @Test
  void add_aPayeeOfTwoSharesHasOneCreditOfBoth() {
    EpochAccounts accounts =
        epoch(
            PayoutTable.EMPTY,
            List.of(List.of(owed(2, 5)), List.of(owed(1, 7), owed(2, 1), owed(1, 8))));
    assertEquals(
        List.of(new Credit(1, BigInteger.valueOf(15))), accounts.creditsOf(payee(1)).list());
    assertEquals(2, accounts.creditsOf(payee(2)).size());
    assertEquals(0, accounts.creditsOf(payee(3)).size());
  }

  @Property(tries = 200)
  void close_nothingIsLostAndNothingIsMadeOverManyEpochs(
      @ForAll("epochs") List<List<List<Owed>>> epochs) {
    Map<Address, BigInteger> earned = new HashMap<>();
    PayoutTable last = PayoutTable.EMPTY;
    for (List<List<Owed>> receipts : epochs) {
      EpochAccounts accounts = epoch(last, receipts);
      receipts.forEach(split -> split.forEach(each -> earn(earned, each)));
      assertPaid(earned, last, accounts);
      assertProven(accounts);
      last = accounts.table();
    }
  }

  private static void earn(Map<Address, BigInteger> earned, Owed owed) {
    if (owed.millionths() > 0) {
      earned.merge(owed.payee(), BigInteger.valueOf(owed.millionths()), BigInteger::add);
    }
  }

  /** Paid and carried is earned, for everyone and to the last millionth. */
  private static void assertPaid(
      Map<Address, BigInteger> earned, PayoutTable last, EpochAccounts accounts) {
    PayoutTable table = accounts.table();
    assertEquals(
        new ArrayList<>(new TreeSet<>(earned.keySet())),
        table.leaves().stream().map(PayoutLeaf::payee).toList());
    BigInteger total = BigInteger.ZERO;
    for (PayoutLeaf leaf : table.leaves()) {
      long carried = leaf.credits().carriedOn();
      assertTrue(carried >= 0 && carried < 1_000_000);
      assertEquals(
          earned.get(leaf.payee()),
          leaf.amount().multiply(MILLION).add(BigInteger.valueOf(carried)));
      assertEquals(
          last.leaf(leaf.payee()).map(PayoutLeaf::amount).orElse(BigInteger.ZERO), leaf.previous());
      assertTrue(leaf.amount().compareTo(leaf.previous()) >= 0);
      total = total.add(leaf.amount());
    }
    assertEquals(total, accounts.roots().total());
  }

  private static void assertProven(EpochAccounts accounts) {
    PayoutTable table = accounts.table();
    for (PayoutLeaf leaf : table.leaves()) {
      MerkleSum tree = accounts.creditsOf(leaf.payee()).tree();
      assertEquals(leaf.credits().root(), tree.root());
      assertEquals(leaf.credits().sum(), tree.sum());
      assertEquals(leaf.credits().count(), tree.size());
      assertEquals(
          new Sibling(table.root(), table.total()),
          Trees.climb(
              new Sibling(leaf.hash(), leaf.amount()),
              table.proof(leaf.payee()).orElseThrow(),
              table.leaves().size()));
    }
  }

  private static EpochAccounts epoch(PayoutTable last, List<List<Owed>> receipts) {
    EpochAccounts.Builder builder = EpochAccounts.after(last);
    for (int i = 0; i < receipts.size(); i++) {
      builder.add(Trees.word(i + 1), receipts.get(i));
    }
    return builder.close();
  }

  /** Epochs of receipts of shares: few payees, so that one is often named twice in a receipt. */
  @Provide
  Arbitrary<List<List<List<Owed>>>> epochs() {
    Arbitrary<Address> payees = Arbitraries.integers().between(1, 9).map(EpochAccountsTest::payee);
    Arbitrary<Long> amounts = Arbitraries.longs().between(0, 1_000_000_000_000_000_000L / 36);
    return Combinators.combine(payees, amounts)
        .as(Owed::new)
        .list()
        .ofMaxSize(6)
        .list()
        .ofMaxSize(5)
        .list()
        .ofMaxSize(5);
  }

  private static Owed owed(int payee, long millionths) {
    return new Owed(payee(payee), millionths);
  }

  private static Address payee(int number) {
    return new Address("0x%040x".formatted(number));
  }
}
