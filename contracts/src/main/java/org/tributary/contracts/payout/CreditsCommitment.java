package org.tributary.contracts.payout;

import java.math.BigInteger;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/**
 * What a payout leaf commits to of its payee's credits: their tree, and what was carried into the
 * epoch, in millionths of a base unit.
 */
public record CreditsCommitment(Bytes32 root, long count, BigInteger sum, long carry) {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(1_000_000);

  public static final CreditsCommitment NONE =
      new CreditsCommitment(Bytes32.ZERO, 0, BigInteger.ZERO, 0);

  public CreditsCommitment {
    boolean small = sum.bitLength() <= 128 && carry <= 0xffff_ffffL;
    if (count < 0 || sum.signum() < 0 || carry < 0 || !small) {
      throw new IllegalArgumentException("credits out of range");
    }
  }

  /** By how many base units the payee's amount grows. */
  public BigInteger increase() {
    return earned().divide(MILLIONTHS);
  }

  /** What is not payable yet, for the next epoch. */
  public long carriedOn() {
    return earned().mod(MILLIONTHS).longValue();
  }

  public Bytes32 hash() {
    return Keccak256.hash(
        root.bytes(),
        Bytes32.of(BigInteger.valueOf(count)).bytes(),
        Bytes32.of(sum).bytes(),
        Bytes32.of(BigInteger.valueOf(carry)).bytes());
  }

  private BigInteger earned() {
    return sum.add(BigInteger.valueOf(carry));
  }
}
