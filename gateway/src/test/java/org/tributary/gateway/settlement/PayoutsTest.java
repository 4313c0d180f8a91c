package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;

class PayoutsTest {
  private static final PayoutTable NOBODY = PayoutTable.of(List.of());
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  @Test
  void next_floorsAndKeepsTheFraction() {
    Address payee = address(1);
    PayoutTable first = Payouts.next(NOBODY, Map.of(payee, millionths(1_999_999)));
    assertEquals(BigInteger.ONE, Payouts.granted(first, payee));
    PayoutTable second = Payouts.next(first, Map.of(payee, millionths(2_000_000)));
    PayoutLeaf leaf = second.leaf(payee).orElseThrow();
    assertEquals(BigInteger.ONE, leaf.previous());
    assertEquals(BigInteger.TWO, leaf.amount());
  }

  @Test
  void next_leavesOutWhoHasLessThanOneBaseUnit() {
    assertEquals(
        NOBODY.root(), Payouts.next(NOBODY, Map.of(address(1), millionths(999_999))).root());
  }

  @Test
  void grantTheSame_comparesAmountsOnly() {
    PayoutTable first = Payouts.next(NOBODY, Map.of(address(1), millionths(3_500_000)));
    PayoutTable later = Payouts.next(first, Map.of(address(1), millionths(3_600_000)));
    assertTrue(Payouts.grantTheSame(first, later));
    PayoutTable more = Payouts.next(later, Map.of(address(1), millionths(4_000_000)));
    assertFalse(Payouts.grantTheSame(later, more));
    PayoutTable another =
        Payouts.next(later, Map.of(address(1), millionths(3_600_000), address(2), MILLION));
    assertFalse(Payouts.grantTheSame(later, another));
  }

  @Property
  void next_neverGrantsMoreThanWasEarnedNorLessThanBefore(
      @ForAll("earnings") List<Map<Address, BigInteger>> epochs) {
    Map<Address, BigInteger> earned = new HashMap<>();
    PayoutTable last = NOBODY;
    for (Map<Address, BigInteger> increase : epochs) {
      increase.forEach((payee, amount) -> earned.merge(payee, amount, BigInteger::add));
      PayoutTable next = Payouts.next(last, earned);
      BigInteger all = earned.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
      assertTrue(next.total().multiply(MILLION).compareTo(all) <= 0);
      for (Map.Entry<Address, BigInteger> each : earned.entrySet()) {
        BigInteger granted = Payouts.granted(next, each.getKey());
        BigInteger left = each.getValue().subtract(granted.multiply(MILLION));
        assertTrue(left.signum() >= 0 && left.compareTo(MILLION) < 0);
        assertTrue(granted.compareTo(Payouts.granted(last, each.getKey())) >= 0);
      }
      for (PayoutLeaf leaf : next.leaves()) {
        assertEquals(Payouts.granted(last, leaf.payee()), leaf.previous());
      }
      last = next;
    }
  }

  @Provide
  Arbitrary<List<Map<Address, BigInteger>>> earnings() {
    Arbitrary<Address> payees = Arbitraries.integers().between(1, 12).map(PayoutsTest::address);
    Arbitrary<BigInteger> amounts =
        Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TEN.pow(18));
    return Arbitraries.maps(payees, amounts).ofMaxSize(12).list().ofMaxSize(6);
  }

  private static BigInteger millionths(long amount) {
    return BigInteger.valueOf(amount);
  }

  private static Address address(int number) {
    return new Address("0x%040x".formatted(number));
  }
}
