package org.tributary.gateway.x402;

import java.math.BigInteger;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.gateway.deposit.SignedAuthorization;

/** One x402 payment as it was sent, well formed but not yet believed. */
record WalletPayment(
    Accepted accepted, ChannelConfig config, SignedVoucher voucher, Action action) {

  /** The terms that the payer says it accepts; {@code amount} in base units. */
  record Accepted(String scheme, String network, long amount, Address asset, Address payTo) {}

  /** What the voucher comes with. */
  sealed interface Action {}

  /** Money for the channel, to be brought before the call. */
  record Deposit(SignedDeposit signed) implements Action {}

  /** The voucher alone. */
  record Spend() implements Action {}

  /** The wish to have money back: this many base units, or all that is left. */
  record Refund(Optional<Long> amount) implements Action {}

  static SignedAuthorization authorization(SignedDeposit deposit) {
    return new SignedAuthorization.Erc3009(deposit.authorization(), deposit.signature());
  }

  ChannelId channelId() {
    return voucher.voucher().channelId();
  }

  /** The ceiling on all that the channel may be charged, in base units. */
  long maxClaimable() {
    return voucher.voucher().maxClaimable().longValueExact();
  }

  /** What the payer takes its channel to have been charged: its own count, right or wrong. */
  long countedByPayer() {
    return action instanceof Refund ? maxClaimable() : maxClaimable() - accepted.amount();
  }

  /** What a deposit brings, in base units; 0 without one. */
  long deposited() {
    return action instanceof Deposit(SignedDeposit signed)
        ? signed.authorization().amount().min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact()
        : 0;
  }
}
