package org.tributary.gateway.deposit;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;

/** A chain in memory that believes everyone, and counts what it is asked to do. */
@Singleton
@Replaces(DepositChain.class)
@Requires(property = "tributary.test.deposit-chain", value = "fake")
public final class FakeDepositChain implements DepositChain {

  public final AtomicInteger deposits = new AtomicInteger();
  public volatile boolean away;
  public volatile boolean refusing;
  public volatile BigInteger depositCostWei = BigInteger.ZERO;
  private final Map<ChannelId, BigInteger> balances = new ConcurrentHashMap<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();

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
  public boolean isUsed(SignedAuthorization authorization) {
    return used.contains(authorization.name());
  }

  @Override
  public Optional<Bytes32> deposited(ChannelId channel, BigInteger amount) {
    return Optional.empty();
  }

  @Override
  public BigInteger cost(ChannelConfig config, SignedAuthorization authorization) {
    checkAway();
    if (refusing || isUsed(authorization)) {
      throw new Refused("not here");
    }
    return depositCostWei;
  }

  @Override
  public Bytes32 bring(ChannelConfig config, SignedAuthorization authorization) {
    checkAway();
    if (!used.add(authorization.name())) {
      throw new Refused("not twice");
    }
    deposits.incrementAndGet();
    fund(authorization.channelId(), authorization.amount().longValueExact());
    return Keccak256.hash(authorization.name().getBytes(StandardCharsets.UTF_8));
  }

  /** As no node answers. */
  private void checkAway() {
    if (away) {
      Chain.connect(URI.create("http://127.0.0.1:1"));
    }
  }
}
