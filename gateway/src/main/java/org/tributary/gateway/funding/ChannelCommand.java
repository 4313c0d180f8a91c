package org.tributary.gateway.funding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.DepositEvents;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands on a payer's channels share: the node, the key, and which channels it has. */
abstract class ChannelCommand implements Callable<Integer> {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(names = "--rpc", required = true, description = "A node of the chain, as a URL.")
  private URI rpc;

  @Option(
      names = "--key",
      required = true,
      description = "The payer's key: 64 hex digits in a file, or a recovery file.")
  private Path key;

  @Option(
      names = "--channel",
      description =
          "The channel's configuration as JSON in a file (what POST /v1/accounts answered)."
              + " Without it the chain is searched for channels of this key.")
  private @Nullable Path channel;

  @Option(
      names = "--from-block",
      defaultValue = "0",
      description = "Where the search begins (default: ${DEFAULT-VALUE}).")
  private long fromBlock;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public final Integer call() {
    try {
      SigningKey payer = PayerFiles.key(key);
      Chain chain = connect();
      Payer at = new Payer(new BatchSettlementContract(chain), chain, payer);
      List<ChannelStatus> done =
          configs(chain, payer).stream()
              .map(config -> new OnChain(config.id(SettlementDomain.of(chain.chainId())), config))
              .flatMap(each -> act(at, each).stream())
              .toList();
      print(done);
      return 0;
    } catch (StackFailure | ChainException failure) {
      spec.commandLine().getErr().println(spec.name() + ": " + failure.getMessage());
      return FAILED;
    }
  }

  /** Does what is to be done to one channel; empty where nothing was. */
  abstract List<ChannelStatus> act(Payer payer, OnChain channel);

  /** Said to people where no channel has anything. */
  abstract String nothing();

  /** Who acts, and where. */
  record Payer(BatchSettlementContract channels, Chain chain, SigningKey key) {

    TxSender sender() {
      return TxSender.of(chain, key);
    }

    ChannelStatus status(OnChain channel) {
      return ChannelStatus.of(
          channel.id(),
          channels.state(channel.id()),
          channels.pendingWithdrawal(channel.id(), channel.config()));
    }
  }

  /** A channel by its id. */
  record OnChain(ChannelId id, ChannelConfig config) {}

  private List<ChannelConfig> configs(Chain chain, SigningKey payer) {
    return channel == null
        ? new DepositEvents(chain).channelsOf(payer.address(), fromBlock)
        : List.of(PayerFiles.channel(channel));
  }

  private Chain connect() {
    try {
      return Chain.connect(rpc);
    } catch (ChainException e) {
      throw new StackFailure("the chain does not answer at " + rpc, e);
    }
  }

  private void print(List<ChannelStatus> channels) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      try {
        out.println(JSON.writeValueAsString(channels));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("an answer is always JSON", e);
      }
      return;
    }
    if (channels.isEmpty()) {
      out.println(nothing());
    }
    channels.forEach(each -> out.println(each.text()));
  }
}
