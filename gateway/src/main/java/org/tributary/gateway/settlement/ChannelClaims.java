package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.ClaimBatch;

/** Claims from channels what they were charged. */
final class ChannelClaims {
  private static final Logger log = LoggerFactory.getLogger(ChannelClaims.class);

  private final SettlementChain chain;
  private final VoucherSigner vouchers;

  ChannelClaims(SettlementChain chain, VoucherSigner vouchers) {
    this.chain = chain;
    this.vouchers = vouchers;
  }

  /** What the chain has paid for each channel afterwards, and how. */
  record Result(Map<ChannelId, BigInteger> claimed, List<Bytes32> transactions) {

    private BigInteger paid(ChannelId channel) {
      return claimed.getOrDefault(channel, BigInteger.ZERO);
    }

    List<ChannelId> below(Map<ChannelId, BigInteger> totals) {
      return totals.keySet().stream()
          .filter(
              channel -> paid(channel).compareTo(totals.getOrDefault(channel, BigInteger.ZERO)) < 0)
          .sorted()
          .toList();
    }
  }

  /** Claims up to these totals; what the chain then says is the truth, not what was sent. */
  Result claim(Map<ChannelId, BigInteger> totals, Runnable beforeEach) {
    List<Claim> due =
        totals.entrySet().stream()
            .filter(total -> chain.claimed(total.getKey()).compareTo(total.getValue()) < 0)
            .sorted(Map.Entry.comparingByKey())
            .flatMap(total -> claimFor(total.getKey(), total.getValue()).stream())
            .toList();
    List<Bytes32> transactions = new ArrayList<>();
    for (int from = 0; from < due.size(); from += ClaimBatch.MAX_CLAIMS) {
      beforeEach.run();
      int to = Math.min(due.size(), from + ClaimBatch.MAX_CLAIMS);
      transactions.addAll(send(due.subList(from, to)));
    }
    Map<ChannelId, BigInteger> claimed = new HashMap<>();
    totals.keySet().forEach(channel -> claimed.put(channel, chain.claimed(channel)));
    return new Result(claimed, transactions);
  }

  /** Empty for a channel whose voucher was lost with its Redis: the others pay all the same. */
  private Optional<Claim> claimFor(ChannelId channel, BigInteger total) {
    try {
      return Optional.of(vouchers.claim(channel, total));
    } catch (NoVoucher lost) {
      log.error("{}", lost.getMessage());
      return Optional.empty();
    }
  }

  /** One channel that cannot pay must not keep the others of its batch from paying. */
  private List<Bytes32> send(List<Claim> batch) {
    try {
      return List.of(chain.claim(batch));
    } catch (ClaimRefused refused) {
      if (batch.size() == 1) {
        log.error("channel {} does not pay: {}", channelOf(batch), refused.getMessage());
        return List.of();
      }
      return batch.stream().flatMap(claim -> send(List.of(claim)).stream()).toList();
    }
  }

  private static ChannelId channelOf(List<Claim> batch) {
    return batch.getFirst().voucher().voucher().channelId();
  }
}
