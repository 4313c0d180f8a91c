package org.tributary.gateway.x402;

import io.lettuce.core.SetArgs;
import jakarta.inject.Provider;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/**
 * Brings payers' deposits to the chain and pays their gas; each once, however often and at however
 * many gateways it is sent.
 */
final class Deposits {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final String SENDING = "sending";
  private static final BigInteger WEI_PER_COIN = BigInteger.TEN.pow(18);

  private final Redis redis;
  private final Provider<WalletChain> chain;
  private final WalletConfig config;

  Deposits(Redis redis, Provider<WalletChain> chain, WalletConfig config) {
    this.redis = redis;
    this.chain = chain;
    this.config = config;
  }

  /** The transaction that brought it, where that is known; throws {@link PaymentRefused}. */
  Optional<Bytes32> bring(ChannelConfig terms, SignedDeposit deposit) {
    String marker = marker(deposit);
    SetArgs once = SetArgs.Builder.nx().px(config.depositWait().multipliedBy(2).toMillis());
    if (redis.commands().set(marker, SENDING, once) == null) {
      return awaitOther(marker);
    }
    try {
      Optional<Bytes32> transaction = send(terms, deposit);
      String known = transaction.map(Bytes32::text).orElse("");
      redis.commands().set(marker, known, SetArgs.Builder.px(config.rememberDeposit().toMillis()));
      return transaction;
    } catch (PaymentRefused refused) {
      redis.commands().del(marker);
      throw refused;
    }
    // After anything else nobody knows whether it was sent: the marker runs out by itself.
  }

  private Optional<Bytes32> send(ChannelConfig terms, SignedDeposit deposit) {
    Optional<BigInteger> cost = chain.get().depositCost(terms, deposit);
    if (cost.isEmpty()) {
      if (chain.get().isDeposited(deposit)) {
        return Optional.empty();
      }
      throw new PaymentRefused(PaymentFault.DEPOSIT_FAILED, "payload.deposit");
    }
    if (worth(cost.get()).compareTo(deposit.authorization().amount()) > 0) {
      throw new PaymentRefused(PaymentFault.DEPOSIT_TOO_SMALL, "payload.deposit.amount");
    }
    try {
      return chain.get().deposit(terms, deposit);
    } catch (WalletChain.Refused refused) {
      throw new PaymentRefused(PaymentFault.DEPOSIT_FAILED, "payload.deposit");
    }
  }

  /** In base units. */
  private BigInteger worth(BigInteger wei) {
    return wei.multiply(BigInteger.valueOf(config.nativeCoinPrice())).divide(WEI_PER_COIN);
  }

  private Optional<Bytes32> awaitOther(String marker) {
    long deadline = System.nanoTime() + config.depositWait().toNanos();
    while (System.nanoTime() < deadline) {
      String known = redis.commands().get(marker);
      if (known == null) {
        throw new PaymentRefused(PaymentFault.DEPOSIT_FAILED, "payload.deposit");
      }
      if (!known.equals(SENDING)) {
        return known.isEmpty() ? Optional.empty() : Optional.of(new Bytes32(known));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new PaymentRefused(PaymentFault.DEPOSIT_IN_PROGRESS, "payload.deposit");
  }

  private static String marker(SignedDeposit deposit) {
    return new Partition(deposit.authorization().channelId().partition())
        .key("deposit:" + deposit.authorization().nonce());
  }
}
