package org.tributary.gateway.account;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.tributary.contracts.receipt.Split;

/** Shows amounts as people count them; fractions of a base unit are cut off, never rounded up. */
public record AmountFormat(Erc20 erc20) {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(Split.MILLIONTHS);

  public String units(String baseUnits) {
    return units(new BigInteger(baseUnits));
  }

  public String units(BigInteger baseUnits) {
    return new BigDecimal(baseUnits, erc20.decimals()).toPlainString();
  }

  public String millionths(String amount) {
    return units(new BigInteger(amount).divide(MILLIONTHS));
  }
}
