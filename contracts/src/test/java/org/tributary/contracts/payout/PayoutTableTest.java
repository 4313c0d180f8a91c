package org.tributary.contracts.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.payout.PayoutProof.Sibling;

class PayoutTableTest {
  private static final String ROOT =
      "0x76cdef046db7f253417ebc7507c25089c36237264d624b0da702abe5b72c637a";
  private static final String ROOTS =
      "0x1815a942ed1193a482c55ed7cce04a4fd14e42c09fea8e29b12c7d30406663cc";

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
  void leaf_refusesToFall() {
    assertThrows(IllegalArgumentException.class, () -> leaf(1, 11, 10, 1));
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
    PayoutProof proof = table.proof(forged.payee()).orElseThrow();
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

  /** MerkleSum.rootOf. */
  private static Sibling climb(PayoutLeaf leaf, PayoutProof proof, int leaves) {
    Sibling node = new Sibling(leaf.hash(), leaf.amount());
    Iterator<Sibling> siblings = proof.siblings().iterator();
    long index = proof.index();
    for (int width = leaves; width > 1; width = (width + 1) / 2) {
      if ((index ^ 1) < width) {
        Sibling sibling = siblings.next();
        node = index % 2 == 0 ? above(node, sibling) : above(sibling, node);
      }
      index >>= 1;
    }
    assertFalse(siblings.hasNext());
    return node;
  }

  private static Sibling above(Sibling left, Sibling right) {
    Bytes32 hash =
        Keccak256.hash(
            left.hash().bytes(),
            Bytes32.of(left.sum()).bytes(),
            right.hash().bytes(),
            Bytes32.of(right.sum()).bytes());
    return new Sibling(hash, left.sum().add(right.sum()));
  }

  private static PayoutLeaf leaf(int payee, long previous, long amount, int credits) {
    return new PayoutLeaf(
        address(payee),
        BigInteger.valueOf(previous),
        BigInteger.valueOf(amount),
        Bytes32.of(BigInteger.valueOf(credits)));
  }

  private static Address address(int n) {
    return new Address("0x%040x".formatted(n));
  }
}
