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
 * @param used which amounts have paid for a call
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
    UsedVouchers used,
    Instant seenAt) {

  /** What a voucher must reach over before it pays for anything new. */
  long committed() {
    return charged + reserved;
  }

  /**
   * From where a payer counts whose next voucher shall pay for a call of {@code amount}; never
   * above what it has signed.
   */
  long nextCount(long amount) {
    return used.firstFree(committed() + amount) - amount;
  }
}
