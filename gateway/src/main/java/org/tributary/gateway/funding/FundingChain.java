package org.tributary.gateway.funding;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositPermit;

/** What funding reads from the chain and does there; the operator pays the gas. */
interface FundingChain {

  /** What the chain knows of a channel now. */
  Snapshot snapshot(ChannelId channel);

  /** In base units. */
  BigInteger balanceOf(Address holder);

  /** Whether a deposit's authorization was used already, or cancelled by its payer. */
  boolean isUsed(SignedAuthorization authorization);

  /** The transaction of a deposit of this size to this channel, among the last blocks. */
  Optional<Bytes32> deposited(ChannelId channel, BigInteger amount);

  /** Whether deposits by EIP-2612 permit can be made. */
  boolean takesPermits();

  /** What a payer's next permit is for: its spender and its number follow from the chain. */
  DepositPermit permit(OwnChannel channel, BigInteger amount, BigInteger salt, Instant deadline);

  /** Mined and successful when it returns. */
  Bytes32 deposit(ChannelConfig config, SignedAuthorization authorization);
}
