package org.tributary.gateway.x402;

import java.math.BigInteger;
import java.util.Optional;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;

/** What is done on the chain for wallets' channels; every call waits until it is mined. */
interface WalletChain {

  /** What the chain knows of a channel; throws {@link Away}. */
  Snapshot snapshot(ChannelId channel);

  /** What bringing a deposit would cost us, in wei; empty where it would revert. */
  Optional<BigInteger> depositCost(ChannelConfig config, SignedDeposit deposit);

  /** Brings a deposit; empty where it was brought by someone else before. */
  Optional<Bytes32> deposit(ChannelConfig config, SignedDeposit deposit);

  /** Whether this very deposit has come to its channel. */
  boolean isDeposited(SignedDeposit deposit);

  /** Nobody can say what the chain knows, or whether what was sent has happened. */
  final class Away extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Away(RuntimeException cause) {
      super(cause);
    }
  }

  /** The chain refused: nothing has changed. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why, RuntimeException cause) {
      super(why, cause);
    }
  }
}
