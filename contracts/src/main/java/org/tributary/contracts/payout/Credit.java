package org.tributary.contracts.payout;

import java.math.BigInteger;

/** What one receipt of an epoch, by its place in the receipts tree, owes one payee. */
public record Credit(long receipt, BigInteger millionths) {
  public Credit {
    if (receipt < 0 || millionths.signum() < 0 || millionths.bitLength() > 128) {
      throw new IllegalArgumentException("credit out of range");
    }
  }
}
