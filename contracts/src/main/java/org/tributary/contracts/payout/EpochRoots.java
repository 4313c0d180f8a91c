package org.tributary.contracts.payout;

import java.math.BigInteger;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/**
 * What an epoch commits to: a payout table of so many payees that sums to {@code total} base units,
 * and the receipts behind it.
 */
public record EpochRoots(Bytes32 payoutRoot, long payees, BigInteger total, Bytes32 receiptsRoot) {

  public static EpochRoots of(PayoutTable table, Bytes32 receiptsRoot) {
    return new EpochRoots(table.root(), table.leaves().size(), table.total(), receiptsRoot);
  }

  /** The one word that the pool keeps of an epoch. */
  public Bytes32 hash() {
    return Keccak256.hash(
        payoutRoot.bytes(),
        Bytes32.of(BigInteger.valueOf(payees)).bytes(),
        Bytes32.of(total).bytes(),
        receiptsRoot.bytes());
  }
}
