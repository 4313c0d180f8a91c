package org.tributary.gateway.deposit;

import java.math.BigInteger;
import java.util.Optional;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;

/**
 * Channels' deposits on the chain; the operator pays the gas. Throws {@link
 * org.tributary.contracts.chain.ChainException} where the chain cannot be asked.
 */
public interface DepositChain {

  /** What the chain knows of a channel now. */
  Snapshot snapshot(ChannelId channel);

  /** Whether a deposit's authorization was used already, or cancelled by its payer. */
  boolean isUsed(SignedAuthorization authorization);

  /** The transaction of the last deposit of this size to this channel, among the last blocks. */
  Optional<Bytes32> deposited(ChannelId channel, BigInteger amount);

  /** What bringing it would cost us, in wei; throws {@link Refused}. */
  BigInteger cost(ChannelConfig config, SignedAuthorization authorization);

  /** Mined and successful when it returns; throws {@link Refused}. */
  Bytes32 bring(ChannelConfig config, SignedAuthorization authorization);

  /** The contract does not take it: nothing has changed. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code error} is the contract's. */
    public Refused(String error) {
      super(error, null, false, false);
    }

    String error() {
      return String.valueOf(getMessage());
    }
  }
}
