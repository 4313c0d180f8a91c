package org.tributary.contracts.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.SumProof.Sibling;

class PayoutTableTest {
  private static final String ROOT =
      "0x6cf2799cd2ca2ed0360090d0d557087cdba653fd7cb5e6b992a92901fa17c26a";
  private static final String ROOTS =
      "0xc9279e34405e106a59de51273a162f4cfed2713ad3ad4ddc5bbc8500bf8df3fa";

  @Test
  void root_commitsToTheSums() {
    // The same tree in Solidity: see MerkleSumTest.
    PayoutTable table =
        PayoutTable.of(List.of(leaf(3, 0, 30, 3), leaf(2, 5, 20, 2), leaf(1, 0, 10, 1)));
    assertEquals(ROOT, table.root().text());
    assertEquals(BigInteger.valueOf(60), table.total());
    assertEquals(ROOTS, EpochRoots.of(table, Bytes32.of(BigInteger.TEN)).hash().text());
  }

  @Test
  void root_ofNobodyIsZero() {
    assertEquals(Bytes32.ZERO, PayoutTable.of(List.of()).root());
    assertEquals(Optional.empty(), PayoutTable.of(List.of()).proof(address(1)));
  }

  @Test
  void of_refusesTwoLeavesForOnePayee() {
    assertThrows(
        IllegalArgumentException.class,
        () -> PayoutTable.of(List.of(leaf(1, 0, 10, 1), leaf(1, 0, 20, 2))));
  }

  @Test
  void asListed_keepsTheOrderAndTheDoubled() {
    List<PayoutLeaf> leaves = List.of(leaf(2, 0, 10, 1), leaf(1, 0, 20, 2), leaf(2, 0, 5, 3));
    PayoutTable listed = PayoutTable.asListed(leaves);
    assertEquals(leaves, listed.leaves());
    assertNotEquals(PayoutTable.of(leaves.subList(0, 2)).root(), listed.root());
    assertEquals(BigInteger.valueOf(35), listed.total());
  }

  @Property(tries = 100)
  void proof_leadsEveryPayeeToTheRoot(
      @ForAll @IntRange(min = 1, max = 70) int n, @ForAll long seed) {
    List<PayoutLeaf> leaves = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      leaves.add(leaf(i, i, 3 * i, i));
    }
    Collections.shuffle(leaves, new Random(seed));
    PayoutTable table = PayoutTable.of(leaves);
    for (PayoutLeaf leaf : leaves) {
      assertEquals(top(table), climb(leaf, table.proof(leaf.payee()).orElseThrow(), n));
    }
    PayoutLeaf forged = leaf(1, 1, 4, 1);
    SumProof proof = table.proof(forged.payee()).orElseThrow();
    assertNotEquals(top(table), climb(forged, proof, n));
  }

  @Test
  void proof_ofTenThousandPayeesIsBelowOneKilobyte() {
    List<PayoutLeaf> leaves = new ArrayList<>();
    for (int i = 1; i <= 10_000; i++) {
      leaves.add(leaf(i, 0, i, i));
    }
    PayoutTable table = PayoutTable.of(leaves);
    int siblings = table.proof(address(1)).orElseThrow().siblings().size();
    // On the chain a sibling is two words.
    assertTrue(siblings * 2 * 32 <= 1024, siblings + " siblings");
  }

  private static Sibling top(PayoutTable table) {
    return new Sibling(table.root(), table.total());
  }

  private static Sibling climb(PayoutLeaf leaf, SumProof proof, int leaves) {
    return Trees.climb(new Sibling(leaf.hash(), leaf.amount()), proof, leaves);
  }

  private static PayoutLeaf leaf(int payee, long previous, long amount, int credits) {
    return new PayoutLeaf(
        address(payee),
        BigInteger.valueOf(previous),
        BigInteger.valueOf(amount),
        new CreditsCommitment(
            Bytes32.of(BigInteger.valueOf(credits)),
            credits,
            BigInteger.valueOf(credits),
            credits));
  }

  private static Address address(int n) {
    return new Address("0x%040x".formatted(n));
  }
}
