package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;

class PayoutsTest {
  private static final Address PAYEE = new Address("0x%040x".formatted(1));

  @Test
  void payable_isTheWholeBaseUnits() {
    assertEquals(BigInteger.ONE, Payouts.payable(BigInteger.valueOf(1_999_999)));
    assertEquals(BigInteger.ZERO, Payouts.payable(BigInteger.valueOf(999_999)));
  }

  @Test
  void granted_isTheLeafsAmountOrNothing() {
    PayoutLeaf leaf = new PayoutLeaf(PAYEE, BigInteger.ONE, BigInteger.TWO, CreditsCommitment.NONE);
    assertEquals(BigInteger.TWO, Payouts.granted(PayoutTable.of(List.of(leaf)), PAYEE));
    assertEquals(BigInteger.ZERO, Payouts.granted(PayoutTable.EMPTY, PAYEE));
  }
}
