package org.tributary.contracts.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.tributary.contracts.keys.Keccak256;

class PayoutTableTest {

  @Test
  void root_isThatOfOpenZeppelinsTree() {
    // Made with @openzeppelin/merkle-tree.
    PayoutTable table = PayoutTable.of(List.of(leaf(2, 5, 20, 2), leaf(1, 0, 10, 1)));
    assertEquals(
        "0x6ad39ed3d2b0c521b811933430e13d6e6e68dbf1d4173524b5ab8757283fc945", table.root().text());
    assertEquals(BigInteger.valueOf(30), table.total());
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
      assertEquals(table.root(), climb(leaf.hash(), table.proof(leaf.payee()).orElseThrow()));
    }
    PayoutLeaf forged = leaf(1, 1, 4, 1);
    assertTrue(
        !table.root().equals(climb(forged.hash(), table.proof(forged.payee()).orElseThrow())));
  }

  /** MerkleProof.processProof. */
  private static Bytes32 climb(Bytes32 leaf, List<Bytes32> proof) {
    Bytes32 node = leaf;
    for (Bytes32 sibling : proof) {
      node =
          node.compareTo(sibling) < 0
              ? Keccak256.hash(node.bytes(), sibling.bytes())
              : Keccak256.hash(sibling.bytes(), node.bytes());
    }
    return node;
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
