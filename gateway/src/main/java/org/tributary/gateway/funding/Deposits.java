package org.tributary.gateway.funding;

import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.DepositPermit;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.funding.DepositOutcome.Reason;
import org.tributary.gateway.limit.Counters;
import org.tributary.gateway.limit.Counters.Bound;

/** Brings signed deposits to the chain and what arrived there into the ledger. */
@Singleton
class Deposits {

  private final FundingChain chain;
  private final OwnAccounts accounts;
  private final Channels channels;
  private final Counters counters;
  private final ChannelTerms terms;
  private final FundingConfig config;
  private final Domain erc20;
  private final Clock clock;

  Deposits(
      FundingChain chain,
      OwnAccounts accounts,
      Channels channels,
      Counters counters,
      Deployment deployment,
      ChannelTerms terms,
      FundingConfig config,
      Clock clock) {
    this.chain = chain;
    this.accounts = accounts;
    this.channels = channels;
    this.counters = counters;
    this.terms = terms;
    this.config = config;
    this.erc20 =
        Domain.onChain(
            terms.erc20Name(), terms.erc20Version(), deployment.chainId(), deployment.erc20());
    this.clock = clock;
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
    Optional<DepositOutcome> wrong = wrong(channel, signed);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    if (chain.isUsed(signed)) {
      return used(channel, signed);
    }
    Optional<DepositOutcome> refused = unpayable(channel.config().payer(), signed);
    return refused.orElseGet(() -> send(channel, signed));
  }

  /** Takes over what the chain shows, be it our doing or not. */
  Optional<OwnAccounts.Opened> takeOver(OwnChannel channel) {
    accounts.record(channel);
    channels.refresh(channel.id(), () -> chain.snapshot(channel.id()));
    return accounts.open(channel);
  }

  /** The same where the chain holds something; an empty channel takes no memory. */
  Optional<OwnAccounts.Opened> takeOverIfFunded(OwnChannel channel) {
    boolean known = channels.find(channel.id()).isPresent();
    return known || chain.snapshot(channel.id()).balance().signum() > 0
        ? takeOver(channel)
        : Optional.empty();
  }

  private DepositOutcome send(OwnChannel channel, SignedAuthorization signed) {
    try {
      return done(channel, chain.deposit(channel.config(), signed));
    } catch (ChainException.Reverted reverted) {
      // Somebody else may have sent the same: then it has succeeded.
      return chain.isUsed(signed)
          ? used(channel, signed)
          : refused(Reason.REVERTED, "the contract refused it: " + reverted.error());
    } catch (ChainException.TimedOut
        | ChainException.Unreachable
        | ChainException.Replaced unknown) {
      return new DepositOutcome.Unknown();
    }
  }

  private DepositOutcome used(OwnChannel channel, SignedAuthorization signed) {
    Optional<Bytes32> transaction = chain.deposited(channel.id(), signed.amount());
    return transaction.isPresent()
        ? done(channel, transaction.get())
        : refused(Reason.CANCELLED, "it was cancelled, or used long ago");
  }

  private DepositOutcome done(OwnChannel channel, @Nullable Bytes32 transaction) {
    return new DepositOutcome.Deposited(transaction, takeOver(channel));
  }

  private Optional<DepositOutcome> wrong(OwnChannel channel, SignedAuthorization signed) {
    Instant now = clock.instant();
    if (signed.amount().compareTo(BigInteger.valueOf(terms.minDeposit())) < 0) {
      return Optional.of(
          refused(Reason.BELOW_MINIMUM, "the least is " + terms.minDeposit() + " base units"));
    }
    if (!signed.validAfter().isBefore(now)) {
      return Optional.of(refused(Reason.NOT_YET_VALID, "it begins after " + now));
    }
    if (!Signatures.isBy(channel.config().payer(), signed.digest(erc20), signed.signature())) {
      return Optional.of(
          refused(Reason.SIGNATURE, "it is not by " + channel.config().payer() + " for this"));
    }
    return Optional.empty();
  }

  private Optional<DepositOutcome> unpayable(Address payer, SignedAuthorization signed) {
    if (signed.validBefore().isBefore(clock.instant().plus(config.minAuthorizationLeft()))) {
      return Optional.of(refused(Reason.EXPIRED, "it must be valid a little longer"));
    }
    BigInteger held = chain.balanceOf(payer);
    if (held.compareTo(signed.amount()) < 0) {
      return Optional.of(refused(Reason.BALANCE, payer + " holds only " + held));
    }
    if (!counters.count(
        "moves", Duration.ofDays(1), List.of(new Bound(payer.text(), config.movesPerDay())))) {
      return Optional.of(
          refused(Reason.TOO_MANY, "this gateway pays " + config.movesPerDay() + " a day"));
    }
    return Optional.empty();
  }

  private static DepositOutcome refused(Reason reason, String detail) {
    return new DepositOutcome.Refused(reason, detail);
  }
}
