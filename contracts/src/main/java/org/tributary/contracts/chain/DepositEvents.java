package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SettlementDomain;

/** Deposits as the settlement contract has told of them. */
public final class DepositEvents {
  private static final Bytes32 DEPOSITED = Abi.topic("Deposited(bytes32,address,uint128,uint128)");

  private final Chain chain;

  public DepositEvents(Chain chain) {
    this.chain = chain;
  }

  /** In base units. */
  public record Deposited(ChannelId channelId, BigInteger amount, Bytes32 transaction) {}

  /** Those to one channel among the last {@code blocks} blocks, oldest first. */
  public List<Deposited> recent(ChannelId channel, long blocks) {
    long head = chain.blockNumber();
    long from = Math.max(0, head - blocks);
    return chain.events(SettlementDomain.BATCH_SETTLEMENT, List.of(DEPOSITED), from, head).stream()
        .map(DepositEvents::deposited)
        .filter(each -> each.channelId().equals(channel))
        .toList();
  }

  private static Deposited deposited(Chain.Event event) {
    return new Deposited(
        new ChannelId(event.topics().get(1)),
        AbiReader.of(event.data()).uint(0),
        event.transactionHash());
  }
}
