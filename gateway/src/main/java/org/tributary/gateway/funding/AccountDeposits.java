package org.tributary.gateway.funding;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import org.tributary.gateway.limit.Counters;
import org.tributary.gateway.limit.Counters.Bound;

/** Takes signed deposits for accounts, and brings what arrived on the chain into the ledger. */
@Singleton
class AccountDeposits {

  private final FundingChain chain;
  private final DepositChain channelsOnChain;
  private final Deposits deposits;
  private final OwnAccounts accounts;
  private final Channels channels;
  private final Counters counters;
  private final FundingConfig config;

  AccountDeposits(
      FundingChain chain,
      DepositChain channelsOnChain,
      Deposits deposits,
      OwnAccounts accounts,
      Channels channels,
      Counters counters,
      FundingConfig config) {
    this.chain = chain;
    this.channelsOnChain = channelsOnChain;
    this.deposits = deposits;
    this.accounts = accounts;
    this.channels = channels;
    this.counters = counters;
    this.config = config;
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
    if (!counters.count(
        "moves", Duration.ofDays(1), List.of(new Bound(payer.text(), config.movesPerDay())))) {
      return Optional.of(
          new DepositOutcome.Refused(
              Reason.TOO_MANY, "this gateway pays " + config.movesPerDay() + " a day"));
    }
    return Optional.empty();
  }
}
