package org.tributary.contracts.payout;

import java.math.BigInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/**
 * What a payee has been granted since the pool began: {@code previous} before this epoch, {@code
 * amount} after it, in base units, and the root of the credits that explain the difference.
 */
public record PayoutLeaf(
    Address payee, BigInteger previous, BigInteger amount, Bytes32 creditsRoot) {

  public PayoutLeaf {
    if (previous.signum() < 0 || amount.bitLength() > 128) {
      throw new IllegalArgumentException("payout out of range");
    }
    if (amount.compareTo(previous) < 0) {
      throw new IllegalArgumentException("a cumulative payout never falls");
    }
  }

  /** Hashed twice, so that no leaf can pass for an inner node. */
  Bytes32 hash() {
    Bytes32 once =
        Keccak256.hash(
            payee.word().bytes(),
            Bytes32.of(previous).bytes(),
            Bytes32.of(amount).bytes(),
            creditsRoot.bytes());
    return Keccak256.hash(once.bytes());
  }
}
