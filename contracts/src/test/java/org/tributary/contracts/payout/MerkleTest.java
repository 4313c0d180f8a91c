package org.tributary.contracts.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.SumProof.Sibling;

class MerkleTest {
  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

  @Property(tries = 100)
  void aListsProof_leadsEveryLeafToTheRoot(@ForAll @IntRange(min = 1, max = 70) int n) {
    MerkleList list = MerkleList.of(words(n));
    for (int i = 0; i < n; i++) {
      assertEquals(Trees.word(i + 1), list.leaf(i));
      assertEquals(list.root(), Trees.climb(list.leaf(i), list.proof(i), n));
    }
  }

  @Test
  void aList_commitsToItsLength() {
    // A list of three: the odd leaf moves up, so that two of these would have the same root.
    MerkleList three = MerkleList.of(words(3));
    Bytes32 pair = MerkleList.of(words(2)).root();
    MerkleList two = MerkleList.of(List.of(pair, Trees.word(3)));
    assertEquals(three.root(), two.root());
    assertNotEquals(three.commitment(), two.commitment());
    assertEquals(Bytes32.ZERO, MerkleList.of(List.of()).root());
  }

  @Property(tries = 100)
  void aSumsProof_leadsEveryNodeOfEveryLayerToTheRoot(
      @ForAll @IntRange(min = 1, max = 70) int n, @ForAll long seed) {
    MerkleSum tree = tree(n, seed);
    Sibling top = new Sibling(tree.root(), tree.sum());
    for (int layer = 0; layer < tree.height(); layer++) {
      for (int i = 0; i < tree.width(layer); i++) {
        Sibling node = tree.node(layer, i);
        assertEquals(top, Trees.climb(node, tree.proof(layer, i), tree.width(layer)));
      }
    }
  }

  @Test
  void sums_areExactBeyondALong() {
    MerkleSum.Builder leaves = new MerkleSum.Builder(3);
    BigInteger large = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    leaves.add(Trees.word(1), large);
    leaves.add(Trees.word(2), large);
    leaves.add(Trees.word(3), MAX.subtract(large).subtract(large));
    assertEquals(MAX, leaves.build().sum());
  }

  @Test
  void sums_refuseMoreThanAUint128() {
    MerkleSum.Builder leaves = new MerkleSum.Builder(2);
    leaves.add(Trees.word(1), MAX);
    leaves.add(Trees.word(2), BigInteger.ONE);
    assertThrows(ArithmeticException.class, leaves::build);
    MerkleSum.Builder higher = new MerkleSum.Builder(2);
    higher.add(Trees.word(1), BigInteger.ONE.shiftLeft(127));
    higher.add(Trees.word(2), BigInteger.ONE.shiftLeft(127));
    assertThrows(ArithmeticException.class, higher::build);
  }

  private static List<Bytes32> words(int n) {
    return LongStream.rangeClosed(1, n).mapToObj(Trees::word).toList();
  }

  private static MerkleSum tree(int n, long seed) {
    MerkleSum.Builder leaves = new MerkleSum.Builder(n);
    Random random = new Random(seed);
    for (int i = 0; i < n; i++) {
      leaves.add(Trees.word(i), new BigInteger(100, random));
    }
    return leaves.build();
  }
}
