package org.tributary.gateway.funding;

import java.math.BigInteger;
import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.voucher.DepositPermit;

/** What funding reads from the chain. */
interface FundingChain {

  /** In base units. */
  BigInteger balanceOf(Address holder);

  /** Whether deposits by EIP-2612 permit can be made. */
  boolean takesPermits();

  /** What a payer's next permit is for: its spender and its number follow from the chain. */
  DepositPermit permit(OwnChannel channel, BigInteger amount, BigInteger salt, Instant deadline);
}
