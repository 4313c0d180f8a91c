package org.tributary.gateway.settlement;

import java.math.BigInteger;

/** In millionths: what was earned, what of it active epochs grant, and what of that is paid. */
public record EarnedAmounts(BigInteger earned, BigInteger granted, BigInteger paid) {
  public static final EarnedAmounts NONE = pending(BigInteger.ZERO);

  static EarnedAmounts pending(BigInteger earned) {
    return new EarnedAmounts(earned, BigInteger.ZERO, BigInteger.ZERO);
  }

  public BigInteger pending() {
    return earned.subtract(granted);
  }

  public EarnedAmounts plus(EarnedAmounts more) {
    return new EarnedAmounts(
        earned.add(more.earned), granted.add(more.granted), paid.add(more.paid));
  }
}
