package org.tributary.gateway.funding;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.DepositPermit;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.deposit.Brought;
import org.tributary.gateway.deposit.DepositChain;
import org.tributary.gateway.deposit.Deposits;
import org.tributary.gateway.deposit.SignedAuthorization;
import org.tributary.gateway.funding.DepositOutcome.Reason;

/** Takes signed deposits for accounts, and brings what arrived on the chain into the ledger. */
@Singleton
class AccountDeposits {

  private final FundingChain chain;
  private final DepositChain channelsOnChain;
  private final Deposits deposits;
  private final OwnAccounts accounts;
  private final Channels channels;

  AccountDeposits(
      FundingChain chain,
      DepositChain channelsOnChain,
      Deposits deposits,
      OwnAccounts accounts,
      Channels channels) {
    this.chain = chain;
    this.channelsOnChain = channelsOnChain;
    this.deposits = deposits;
    this.accounts = accounts;
    this.channels = channels;
  }

  /** The permit that a payer would sign now; empty where permits cannot be collected. */
  Optional<DepositPermit> permit(
      OwnChannel channel, BigInteger amount, BigInteger salt, Instant deadline) {
    return chain.takesPermits()
        ? Optional.of(chain.permit(channel, amount, salt, deadline))
        : Optional.empty();
  }

  /** Everything that can be wrong is found before gas is spent; a repeat finds its first time. */
  DepositOutcome deposit(OwnChannel channel, SignedAuthorization signed) {
    Optional<Brought.Refused> wrong = deposits.wrong(signed);
    if (wrong.isPresent()) {
      return outcome(channel, wrong.get());
    }
    Optional<Brought> before = deposits.find(signed);
    if (before.isPresent()) {
      return outcome(channel, before.get());
    }
    return unpayable(signed).orElseGet(() -> bring(channel, signed));
  }

  /** Takes over what the chain shows, be it our doing or not. */
  Optional<OwnAccounts.Opened> takeOver(OwnChannel channel) {
    accounts.record(channel);
    channels.refresh(channel.id(), () -> channelsOnChain.snapshot(channel.id()));
    return accounts.open(channel);
  }

  /** The same where the chain holds something; an empty channel takes no memory. */
  Optional<OwnAccounts.Opened> takeOverIfFunded(OwnChannel channel) {
    boolean known = channels.find(channel.id()).isPresent();
    return known || channelsOnChain.snapshot(channel.id()).balance().signum() > 0
        ? takeOver(channel)
        : Optional.empty();
  }

  private DepositOutcome bring(OwnChannel channel, SignedAuthorization signed) {
    try {
      return outcome(channel, deposits.bring(channel.config(), signed));
    } catch (ChainException.TimedOut
        | ChainException.Unreachable
        | ChainException.Replaced unknown) {
      return new DepositOutcome.Unknown();
    }
  }

  private DepositOutcome outcome(OwnChannel channel, Brought brought) {
    return switch (brought) {
      case Brought.Done(@Nullable Bytes32 transaction) ->
          new DepositOutcome.Deposited(transaction, takeOver(channel));
      case Brought.Refused(Brought.Reason reason, String detail) ->
          new DepositOutcome.Refused(Reason.valueOf(reason.name()), detail);
      case Brought.UnderWay() -> new DepositOutcome.Unknown();
    };
  }

  private Optional<DepositOutcome> unpayable(SignedAuthorization signed) {
    Address payer = signed.payer();
    BigInteger held = chain.balanceOf(payer);
    if (held.compareTo(signed.amount()) < 0) {
      return Optional.of(new DepositOutcome.Refused(Reason.BALANCE, payer + " holds only " + held));
    }
    return Optional.empty();
  }
}
