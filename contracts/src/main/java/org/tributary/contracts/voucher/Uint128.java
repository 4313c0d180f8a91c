package org.tributary.contracts.voucher;

import java.math.BigInteger;

/** The range of every amount a channel knows. */
final class Uint128 {
  private Uint128() {}

  static BigInteger require(BigInteger amount, String what) {
    if (amount.signum() < 0 || amount.bitLength() > 128) {
      throw new IllegalArgumentException(what + " is not a uint128: " + amount.toString(16));
    }
    return amount;
  }
}
