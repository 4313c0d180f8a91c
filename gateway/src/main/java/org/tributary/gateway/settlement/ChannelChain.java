package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.gateway.account.Channels;

/** What the chain says of channels while their payers come and go. */
interface ChannelChain {

  /** The last block. */
  Chain.Block head();

  /** Empty for a block that the node does not have. */
  Optional<Chain.Block> block(long number);

  /** The channels whose balance has moved, or is about to, in these blocks. */
  Set<ChannelId> movedIn(long fromBlock, long throughBlock);

  Backing backing(ChannelId channel, ChannelConfig config);

  /**
   * Claims what is left to claim, if anything, and gives the payer so much back, in one
   * transaction; throws {@link ClaimRefused} when the contract refuses.
   */
  Bytes32 claimAndRefund(List<Claim> last, ChannelConfig config, BigInteger amount, long nonce);

  /**
   * What a channel holds, how much of it is being withdrawn, and how often it was refunded, all in
   * one block.
   */
  record Backing(
      BigInteger balance, BigInteger claimed, BigInteger withdrawing, BigInteger refunds) {

    boolean isLeaving() {
      return withdrawing.signum() > 0;
    }

    /** Whether the refund of this number is done. */
    boolean hasRefunded(long nonce) {
      return refunds.compareTo(BigInteger.valueOf(nonce)) > 0;
    }

    Channels.Held held() {
      return new Channels.Held(balance.longValueExact(), withdrawing.longValueExact());
    }
  }
}
