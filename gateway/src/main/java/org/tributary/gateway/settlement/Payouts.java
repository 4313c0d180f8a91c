package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Split;

/** Turns what payees have earned into the cumulative table the pool pays from. */
final class Payouts {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(Split.MILLIONTHS);

  private Payouts() {}

  /** Whole base units of what is earned; the fraction stays earned and is paid when it is whole. */
  static BigInteger payable(BigInteger millionths) {
    return millionths.divide(MILLIONTHS);
  }

  /** {@code earned} is cumulative, in millionths; payees with less than one base unit wait. */
  static PayoutTable next(PayoutTable last, Map<Address, BigInteger> earned) {
    List<PayoutLeaf> leaves = new ArrayList<>();
    earned.forEach((payee, millionths) -> {
      BigInteger amount = payable(millionths);
      if (amount.signum() > 0) {
        // The credits that explain the increase are bound in by the receipts' audit later.
        leaves.add(new PayoutLeaf(payee, granted(last, payee), amount, CreditsCommitment.NONE));
      }
    });
    return PayoutTable.of(leaves);
  }

  /** Whether the two tables grant the same to everyone. */
  static boolean grantTheSame(PayoutTable one, PayoutTable other) {
    return one.leaves().size() == other.leaves().size()
        && one.leaves().stream()
            .allMatch(leaf -> granted(other, leaf.payee()).equals(leaf.amount()));
  }

  static BigInteger granted(PayoutTable table, Address payee) {
    return table.leaf(payee).map(PayoutLeaf::amount).orElse(BigInteger.ZERO);
  }
}
