package org.tributary.gateway.x402;

import jakarta.inject.Provider;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.deposit.PaidMoves;
import org.tributary.gateway.settlement.CooperativeRefunds;

/** Gives wallets their unspent money back at once; one that was cut off is gone on with first. */
final class Refunds {

  private final WalletChannels channels;
  private final Provider<CooperativeRefunds> refunds;
  private final PaidMoves moves;
  private final Set<ChannelId> asking = ConcurrentHashMap.newKeySet();

  Refunds(WalletChannels channels, Provider<CooperativeRefunds> refunds, PaidMoves moves) {
    this.channels = channels;
    this.refunds = refunds;
    this.moves = moves;
  }

  /** What went back, by which transaction if that is known, and the channel afterwards. */
  record Done(WalletChannel channel, long amount, @Nullable Bytes32 transaction) {

    String transactionText() {
      return transaction == null ? "" : transaction.text();
    }
  }

  /** One at a time for each channel: a look at the chain costs whoever asks nothing. */
  Done refund(WalletPayment payment, Optional<Long> wanted) {
    if (!asking.add(payment.channelId())) {
      throw new PaymentRefused(PaymentFault.CHANNEL_BUSY);
    }
    try {
      return refundNow(payment, wanted);
    } finally {
      asking.remove(payment.channelId());
    }
  }

  private Done refundNow(WalletPayment payment, Optional<Long> wanted) {
    WalletChannel channel =
        channels
            .refreshed(payment.channelId(), payment.config())
            .orElseThrow(() -> new PaymentRefused(PaymentFault.CHANNEL_UNFUNDED));
    return switch (resumedOrNew(channel, payment, wanted)) {
      case CooperativeRefunds.Outcome.Refunded(long amount, Bytes32 transaction) ->
          new Done(
              channels.refreshed(channel.id(), channel.config()).orElse(channel),
              amount,
              transaction);
      case CooperativeRefunds.Outcome.NothingFree() ->
          throw new PaymentRefused(PaymentFault.REFUND_NO_BALANCE);
      case CooperativeRefunds.Outcome.Busy() -> throw new PaymentRefused(PaymentFault.CHANNEL_BUSY);
      case CooperativeRefunds.Outcome.Refused(String error) ->
          throw new PaymentRefused(PaymentFault.REFUND_FAILED);
    };
  }

  private CooperativeRefunds.Outcome resumedOrNew(
      WalletChannel channel, WalletPayment payment, Optional<Long> wanted) {
    Optional<CooperativeRefunds.Outcome> resumed = refunds.get().resume(channel.id());
    return resumed.isPresent() ? resumed.get() : begin(channel, payment, wanted);
  }

  private CooperativeRefunds.Outcome begin(
      WalletChannel channel, WalletPayment payment, Optional<Long> wanted) {
    if (payment.maxClaimable() < channel.committed()) {
      throw new PaymentRefused(PaymentFault.VOUCHER_STALE, channel);
    }
    if (channel.reserved() > 0) {
      throw new PaymentRefused(PaymentFault.CHANNEL_BUSY);
    }
    long most = wanted.orElse(Long.MAX_VALUE);
    if (channel.available() <= 0) {
      throw new PaymentRefused(PaymentFault.REFUND_NO_BALANCE);
    }
    if (Math.min(most, channel.available()) < moves.minWithdrawal()) {
      throw new PaymentRefused(PaymentFault.REFUND_TOO_SMALL);
    }
    if (!moves.takes(channel.config().payer())) {
      throw new PaymentRefused(PaymentFault.TOO_MANY_MOVES);
    }
    return refunds.get().refund(channel.id(), most);
  }
}
