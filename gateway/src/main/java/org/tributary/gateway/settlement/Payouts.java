package org.tributary.gateway.settlement;

import java.math.BigInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Split;

/** What payees have earned, in what the pool pays. */
final class Payouts {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(Split.MILLIONTHS);

  private Payouts() {}

  /** Whole base units of what is earned; the fraction stays earned and is paid when it is whole. */
  static BigInteger payable(BigInteger millionths) {
    return millionths.divide(MILLIONTHS);
  }

  static BigInteger granted(PayoutTable table, Address payee) {
    return table.leaf(payee).map(PayoutLeaf::amount).orElse(BigInteger.ZERO);
  }
}
