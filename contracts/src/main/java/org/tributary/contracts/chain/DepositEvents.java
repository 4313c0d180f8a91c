package org.tributary.contracts.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SettlementDomain;

/** Deposits as the settlement contract has told of them. */
public final class DepositEvents {
  private static final Bytes32 DEPOSITED = Abi.topic("Deposited(bytes32,address,uint128,uint128)");
  private static final int SELECTOR_CHARS = 10;

  /** Nodes limit the blocks of one question. */
  private static final long PAGE_BLOCKS = 5_000;

  private final Chain chain;

  public DepositEvents(Chain chain) {
    this.chain = chain;
  }

  /** In base units. */
  public record Deposited(ChannelId channelId, BigInteger amount, Bytes32 transaction) {}

  /** Those to one channel among the last {@code blocks} blocks, oldest first. */
  public List<Deposited> recent(ChannelId channel, long blocks) {
    long head = chain.blockNumber();
    return since(Math.max(0, head - blocks), head)
        .filter(each -> each.channelId().equals(channel))
        .toList();
  }

  /**
   * The channels that were funded since a block and that this key pays for or signs for, as far as
   * the transactions that funded them say so: one that went through another contract does not.
   */
  public List<ChannelConfig> channelsOf(Address key, long fromBlock) {
    return since(fromBlock, chain.blockNumber())
        .map(Deposited::transaction)
        .distinct()
        .flatMap(transaction -> config(transaction).stream())
        .filter(config -> config.payer().equals(key) || config.payerAuthorizer().equals(key))
        .distinct()
        .toList();
  }

  private Stream<Deposited> since(long from, long head) {
    return LongStream.rangeClosed(from / PAGE_BLOCKS, head / PAGE_BLOCKS)
        .mapToObj(page ->
            chain.events(
                SettlementDomain.BATCH_SETTLEMENT,
                List.of(DEPOSITED),
                Math.max(from, page * PAGE_BLOCKS),
                Math.min(head, (page + 1) * PAGE_BLOCKS - 1)))
        .flatMap(List::stream)
        .map(DepositEvents::deposited);
  }

  /** A call of {@code deposit} begins with the channel's configuration. */
  private Optional<ChannelConfig> config(Bytes32 transaction) {
    if (!(chain instanceof HttpChain http)) {
      throw new IllegalArgumentException("not a node over HTTP");
    }
    JsonNode sent = http.rpc.call("eth_getTransactionByHash", transaction.text());
    String input = sent.path("input").asText();
    String to = sent.path("to").asText();
    if (!SettlementDomain.BATCH_SETTLEMENT.text().equalsIgnoreCase(to)
        || !input.startsWith(BatchSettlementContract.depositSelector())) {
      return Optional.empty();
    }
    AbiReader words = AbiReader.of("0x" + input.substring(SELECTOR_CHARS));
    return Optional.of(
        new ChannelConfig(
            words.address(0),
            words.address(1),
            words.address(2),
            words.address(3),
            words.address(4),
            Duration.ofSeconds(words.number(5)),
            words.bytes32(6)));
  }

  private static Deposited deposited(Chain.Event event) {
    return new Deposited(
        new ChannelId(event.topics().get(1)),
        AbiReader.of(event.data()).uint(0),
        event.transactionHash());
  }
}
