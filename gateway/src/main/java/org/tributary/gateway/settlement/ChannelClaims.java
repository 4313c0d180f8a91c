package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.ClaimBatch;
import org.tributary.gateway.settlement.SettlementChain.Held;

/** Claims from channels what they were charged. */
final class ChannelClaims {
  private static final Logger log = LoggerFactory.getLogger(ChannelClaims.class);

  private final SettlementChain chain;
  private final VoucherSigner vouchers;
  private final SettlementMetrics metrics;

  ChannelClaims(SettlementChain chain, VoucherSigner vouchers, SettlementMetrics metrics) {
    this.chain = chain;
    this.vouchers = vouchers;
    this.metrics = metrics;
  }

  /** Which channels are worth a claim, by what was claimed from them before. */
  @FunctionalInterface
  interface Due {
    Due ALWAYS = (channel, owed, claimed) -> true;

    boolean isDue(ChannelId channel, BigInteger total, BigInteger claimed);
  }

  /**
   * What the chain has paid for each channel for good, how, and which channels do not pay what they
   * owe, for all that was tried.
   */
  record Result(
      Map<ChannelId, BigInteger> claimed, List<Bytes32> transactions, Set<ChannelId> refused) {}

  /** Claims up to these totals; what the chain then says is the truth, not what was sent. */
  Result claim(Map<ChannelId, BigInteger> totals, Due due, Runnable beforeEach) {
    Set<ChannelId> refused = new HashSet<>();
    List<Claim> claims = claims(totals, due, refused);
    List<Bytes32> transactions = new ArrayList<>();
    for (int from = 0; from < claims.size(); from += ClaimBatch.MAX_CLAIMS) {
      beforeEach.run();
      int to = Math.min(claims.size(), from + ClaimBatch.MAX_CLAIMS);
      send(claims.subList(from, to), refused).ifPresent(transactions::add);
    }
    metrics.claimsRefused(refused.size());
    return new Result(chain.confirmedClaims(totals.keySet()), transactions, refused);
  }

  /** One for each channel that is due and can pay something more. */
  private List<Claim> claims(Map<ChannelId, BigInteger> totals, Due due, Set<ChannelId> refused) {
    Map<ChannelId, Held> held = chain.held(totals.keySet());
    List<Claim> claims = new ArrayList<>();
    new TreeMap<>(totals)
        .forEach((channel, total) -> {
          Held now = held.getOrDefault(channel, Held.NOTHING);
          // A channel may hold less than it owes, after a withdrawal: that much it pays.
          BigInteger target = total.min(now.balance());
          if (total.compareTo(now.balance()) > 0) {
            refused.add(channel);
          }
          if (target.compareTo(now.claimed()) > 0 && due.isDue(channel, total, now.claimed())) {
            sign(channel, target, refused).ifPresent(claims::add);
          }
        });
    return claims;
  }

  /** A channel whose voucher cannot be had must not keep the others from paying. */
  private Optional<Claim> sign(ChannelId channel, BigInteger total, Set<ChannelId> refused) {
    try {
      return Optional.of(vouchers.claim(channel, total));
    } catch (NoVoucher lost) {
      log.error("{}", lost.getMessage());
      refused.add(channel);
      return Optional.empty();
    }
  }

  /** Simulated first: one channel that cannot pay must not keep the others of its batch from it. */
  private Optional<Bytes32> send(List<Claim> batch, Set<ChannelId> refused) {
    List<Claim> payable = payable(batch, refused);
    if (payable.isEmpty()) {
      return Optional.empty();
    }
    try {
      Bytes32 hash = chain.claim(payable);
      metrics.claimed(payable.size());
      return Optional.of(hash);
    } catch (ClaimRefused changedSince) {
      // Between looking and sending a channel was emptied; the next settlement sees it.
      log.warn("a batch of {} claims was refused: {}", payable.size(), changedSince.getMessage());
      return Optional.empty();
    }
  }

  /** Halves a batch that is refused until the channels that spoil it are found. */
  private List<Claim> payable(List<Claim> batch, Set<ChannelId> refused) {
    try {
      chain.simulate(batch);
      return batch;
    } catch (ClaimRefused why) {
      if (batch.size() == 1) {
        ChannelId channel = batch.getFirst().voucher().voucher().channelId();
        log.error("channel {} does not pay: {}", channel, why.getMessage());
        refused.add(channel);
        return List.of();
      }
      List<Claim> payable = new ArrayList<>(payable(half(batch, true), refused));
      payable.addAll(payable(half(batch, false), refused));
      return payable;
    }
  }

  private static List<Claim> half(List<Claim> batch, boolean first) {
    int middle = batch.size() / 2;
    return first ? batch.subList(0, middle) : batch.subList(middle, batch.size());
  }
}
