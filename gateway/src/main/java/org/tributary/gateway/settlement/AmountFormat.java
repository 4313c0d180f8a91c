package org.tributary.gateway.settlement;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.tributary.gateway.account.Erc20;

/** Shows amounts as people count them; fractions of a base unit are cut off, never rounded up. */
record AmountFormat(Erc20 erc20) {

  String units(String baseUnits) {
    return units(new BigInteger(baseUnits));
  }

  String units(BigInteger baseUnits) {
    return new BigDecimal(baseUnits, erc20.decimals()).toPlainString();
  }

  String millionths(String amount) {
    return units(Payouts.payable(new BigInteger(amount)));
  }
}
