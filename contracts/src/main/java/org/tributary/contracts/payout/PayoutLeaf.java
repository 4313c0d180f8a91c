package org.tributary.contracts.payout;

import java.math.BigInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/**
 * What a payee has been granted since the pool began: {@code previous} before this epoch, {@code
 * amount} after it, in base units, and the credits that explain the difference.
 */
public record PayoutLeaf(
    Address payee, BigInteger previous, BigInteger amount, CreditsCommitment credits) {

  public PayoutLeaf {
    if (previous.signum() < 0
        || previous.bitLength() > 128
        || amount.signum() < 0
        || amount.bitLength() > 128) {
      throw new IllegalArgumentException("payout out of range");
    }
  }

  /** This payee's leaf of the next epoch. */
  PayoutLeaf next(Credits credits) {
    return after(payee, amount, credits.commitment(this.credits.carriedOn()));
  }

  /** The first leaf of a payee. */
  static PayoutLeaf first(Address payee, Credits credits) {
    return after(payee, BigInteger.ZERO, credits.commitment(0));
  }

  /** Hashed twice, so that no leaf can pass for an inner node. */
  Bytes32 hash() {
    Bytes32 once =
        Keccak256.hash(
            payee.word().bytes(),
            Bytes32.of(previous).bytes(),
            Bytes32.of(amount).bytes(),
            credits.hash().bytes());
    return Keccak256.hash(once.bytes());
  }

  private static PayoutLeaf after(Address payee, BigInteger before, CreditsCommitment credits) {
    return new PayoutLeaf(payee, before, before.add(credits.increase()), credits);
  }
}
