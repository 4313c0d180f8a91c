package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;

/** What the chain says of channels while their payers come and go. */
interface ChannelChain {

  /** The last block. */
  Chain.Block head();

  /** Empty for a block that the node does not have. */
  Optional<Chain.Block> block(long number);

  /** The channels whose balance has moved, or is about to, in these blocks; in which one last. */
  SortedMap<ChannelId, Long> movedIn(long fromBlock, long throughBlock);

  Snapshot snapshot(ChannelId channel);

  /** As it is at this block or a later one, or nothing: a node that lags behind fails. */
  Snapshot snapshot(ChannelId channel, long notBefore);

  /**
   * Claims what is left to claim, if anything, and gives the payer so much back, in one
   * transaction; throws {@link ClaimRefused} when the contract refuses.
   */
  Bytes32 claimAndRefund(List<Claim> last, ChannelConfig config, BigInteger amount, long nonce);
}
