package org.tributary.gateway.x402;

import java.time.Instant;
import java.util.Optional;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SignedVoucher;

/**
 * A channel whose vouchers its payer signs, as the ledger has it; amounts in base units; deposit,
 * available and setAside are as {@link org.tributary.gateway.account.Channel} has them.
 *
 * @param withdrawRequestedAt epoch seconds, 0 where the payer is not leaving
 * @param voucher the highest that was accepted
 * @param seenAt when the chain was last asked
 */
record WalletChannel(
    ChannelId id,
    ChannelConfig config,
    long deposit,
    long available,
    long reserved,
    long charged,
    long claimed,
    long refundNonce,
    long withdrawRequestedAt,
    Optional<SignedVoucher> voucher,
    Instant seenAt) {

  /** What a voucher must reach over before it pays for anything new. */
  long committed() {
    return charged + reserved;
  }
}
