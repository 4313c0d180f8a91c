package org.tributary.gateway.x402;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;

/** A chain in memory that believes everyone, and counts what it is asked to do. */
@Singleton
@Replaces(WalletChain.class)
@Requires(property = "tributary.test.wallet-chain", value = "fake")
public final class FakeWalletChain implements WalletChain {

  public final AtomicInteger deposits = new AtomicInteger();
  public volatile boolean away;
  public volatile boolean refusing;
  public volatile BigInteger depositCostWei = BigInteger.ZERO;
  private final Map<ChannelId, BigInteger> balances = new ConcurrentHashMap<>();
  private final Set<Bytes32> used = ConcurrentHashMap.newKeySet();

  public void fund(ChannelId channel, long amount) {
    balances.merge(channel, BigInteger.valueOf(amount), BigInteger::add);
  }

  @Override
  public Snapshot snapshot(ChannelId channel) {
    checkAway();
    BigInteger balance = balances.getOrDefault(channel, BigInteger.ZERO);
    return new Snapshot(balance, BigInteger.ZERO, BigInteger.ZERO, 0, BigInteger.ZERO);
  }

  @Override
  public Optional<BigInteger> depositCost(ChannelConfig config, SignedDeposit deposit) {
    checkAway();
    return refusing || used.contains(deposit.authorization().nonce())
        ? Optional.empty()
        : Optional.of(depositCostWei);
  }

  @Override
  public Optional<Bytes32> deposit(ChannelConfig config, SignedDeposit deposit) {
    checkAway();
    DepositAuthorization authorization = deposit.authorization();
    if (!used.add(authorization.nonce())) {
      return Optional.empty();
    }
    deposits.incrementAndGet();
    fund(authorization.channelId(), authorization.amount().longValueExact());
    return Optional.of(authorization.nonce());
  }

  @Override
  public boolean isDeposited(SignedDeposit deposit) {
    return used.contains(deposit.authorization().nonce());
  }

  private void checkAway() {
    if (away) {
      throw new Away(new IllegalStateException("no chain"));
    }
  }
}
