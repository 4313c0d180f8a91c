package org.tributary.gateway.deposit;

import io.lettuce.core.SetArgs;
import jakarta.inject.Provider;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.deposit.Brought.Reason;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/**
 * Brings payers' deposits to the chain and pays their gas; each once, however often and at however
 * many gateways it is sent.
 */
public final class Deposits {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String SENDING = "sending";
  private static final BigInteger WEI_PER_COIN = BigInteger.TEN.pow(18);

  private final Redis redis;
  private final Provider<DepositChain> chain;
  private final PaidMoves moves;
  private final ChannelTerms terms;
  private final Domain erc20;
  private final DepositConfig config;
  private final Clock clock;

  Deposits(
      Redis redis,
      Provider<DepositChain> chain,
      PaidMoves moves,
      ChannelTerms terms,
      Domain erc20,
      DepositConfig config,
      Clock clock) {
    this.redis = redis;
    this.chain = chain;
    this.moves = moves;
    this.terms = terms;
    this.erc20 = erc20;
    this.config = config;
    this.clock = clock;
  }

  /** What is wrong with it in itself; asks nobody. */
  public Optional<Brought.Refused> wrong(SignedAuthorization signed) {
    Instant now = clock.instant();
    if (signed.amount().compareTo(BigInteger.valueOf(terms.minDeposit())) < 0) {
      return refused(Reason.BELOW_MINIMUM, "the least is " + terms.minDeposit() + " base units");
    }
    if (!signed.validAfter().isBefore(now)) {
      return refused(Reason.NOT_YET_VALID, "it begins after " + now);
    }
    if (!Signatures.isBy(signed.payer(), signed.digest(erc20), signed.signature())) {
      return refused(Reason.SIGNATURE, "it is not by " + signed.payer() + " for this");
    }
    return Optional.empty();
  }

  /** What came of one that was used before; empty for one that was not. */
  public Optional<Brought> find(SignedAuthorization signed) {
    if (!chain.get().isUsed(signed)) {
      return Optional.empty();
    }
    return Optional.of(
        chain
            .get()
            .deposited(signed.channelId(), signed.amount())
            .<Brought>map(Brought.Done::new)
            .orElseGet(
                () -> new Brought.Refused(Reason.CANCELLED, "it was cancelled, or used long ago")));
  }

  /**
   * Brings one that nothing is wrong with.
   *
   * @throws org.tributary.contracts.chain.ChainException where nobody knows whether it was sent:
   *     the same again says what came of it
   */
  public Brought bring(ChannelConfig channel, SignedAuthorization signed) {
    String marker = new Partition(signed.channelId().partition()).key("deposit:" + signed.name());
    SetArgs once = SetArgs.Builder.nx().px(config.patience().multipliedBy(2).toMillis());
    if (redis.commands().set(marker, SENDING, once) == null) {
      return awaitOther(marker);
    }
    // After a throw nobody knows whether it was sent: the marker runs out by itself.
    Brought brought = send(channel, signed);
    if (brought instanceof Brought.Done(Bytes32 transaction)) {
      String known = transaction == null ? "" : transaction.text();
      redis.commands().set(marker, known, SetArgs.Builder.px(config.remember().toMillis()));
    } else {
      redis.commands().del(marker);
    }
    return brought;
  }

  private Brought send(ChannelConfig channel, SignedAuthorization signed) {
    if (signed.validBefore().isBefore(clock.instant().plus(config.minLeft()))) {
      return find(signed)
          .orElseGet(() -> new Brought.Refused(Reason.EXPIRED, "it must be valid a little longer"));
    }
    try {
      BigInteger gas = worth(chain.get().cost(channel, signed));
      if (gas.compareTo(signed.amount()) > 0) {
        return new Brought.Refused(
            Reason.BELOW_GAS, "bringing it would cost gas worth " + gas + " base units");
      }
      if (!moves.takes(signed.payer())) {
        return new Brought.Refused(
            Reason.TOO_MANY, "this gateway pays " + moves.perDay() + " moves a day");
      }
      return new Brought.Done(chain.get().bring(channel, signed));
    } catch (DepositChain.Refused refused) {
      // Somebody else may have sent the same: then it has succeeded.
      return find(signed)
          .orElseGet(() ->
              new Brought.Refused(Reason.REVERTED, "the contract refused it: " + refused.error()));
    }
  }

  /** In base units. */
  private BigInteger worth(BigInteger wei) {
    return wei.multiply(BigInteger.valueOf(config.nativeCoinPrice())).divide(WEI_PER_COIN);
  }

  private Brought awaitOther(String marker) {
    long deadline = System.nanoTime() + config.patience().toNanos();
    while (System.nanoTime() < deadline) {
      String known = redis.commands().get(marker);
      if (known == null) {
        // Refused, or nobody knows: asked again, this gateway finds out itself.
        return new Brought.UnderWay();
      }
      if (!known.equals(SENDING)) {
        return new Brought.Done(known.isEmpty() ? null : new Bytes32(known));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return new Brought.UnderWay();
  }

  private static Optional<Brought.Refused> refused(Reason reason, String detail) {
    return Optional.of(new Brought.Refused(reason, detail));
  }
}
