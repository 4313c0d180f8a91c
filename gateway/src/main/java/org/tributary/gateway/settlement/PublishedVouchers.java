package org.tributary.gateway.settlement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.OperatorAuthorizerContract;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.local.StackFailure;

/** The vouchers that a gateway had published, to be claimed by whoever is the operator after it. */
public final class PublishedVouchers {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_LINE_CHARS = 8_192;

  private final List<Line> lines;

  private PublishedVouchers(List<Line> lines) {
    this.lines = lines;
  }

  /** A channel that was charged so much, and what its payer has signed. */
  private record Line(ChannelConfig config, SignedVoucher voucher, BigInteger total) {
    ChannelId id() {
      return voucher.voucher().channelId();
    }
  }

  /** What came into the pool, how, and which channels did not pay all that they were charged. */
  public record Taken(String received, List<Bytes32> transactions, Set<ChannelId> unpaid) {}

  /** Channels that were never charged, or whose payers signed too little, are not among them. */
  public static PublishedVouchers read(Path file) {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return new PublishedVouchers(
          in.lines()
              .map(line -> json(file, line))
              .filter(json -> json.path("voucher").isObject())
              .map(json -> line(file, json))
              .toList());
    } catch (IOException e) {
      throw new StackFailure("cannot read " + file, e);
    }
  }

  /** Claims all that is not claimed yet, in as many transactions as the gateway would. */
  public Taken claim(Chain chain, SigningKey operator) {
    if (lines.isEmpty()) {
      return new Taken("0", List.of(), Set.of());
    }
    ChannelConfig first = lines.getFirst().config();
    requireOperator(chain, first, operator);
    RevenuePoolContract pool = new RevenuePoolContract(chain, first.receiver());
    ContractSettlementChain settlement =
        new ContractSettlementChain(
            chain,
            pool,
            first.erc20(),
            new ReceiverAuthorizer(operator),
            TxSender.of(chain, operator),
            0);
    BigInteger before = pool.received();
    ChannelClaims.Result result =
        new ChannelClaims(settlement, signer(chain, first), new SettlementMetrics())
            .claim(totals(), ChannelClaims.Due.ALWAYS, () -> {});
    return new Taken(
        pool.received().subtract(before).toString(),
        result.transactions(),
        new TreeSet<>(result.refused()));
  }

  private static void requireOperator(Chain chain, ChannelConfig config, SigningKey key) {
    Address operator =
        new OperatorAuthorizerContract(chain, config.receiverAuthorizer()).operator();
    if (!operator.equals(key.address())) {
      throw new StackFailure(
          "the operator is %s, and the key is that of %s: `epoch operator` names another"
              .formatted(operator, key.address()));
    }
  }

  /** Channels of another pool are refused: this operator has nothing to say there. */
  private VoucherSigner signer(Chain chain, ChannelConfig first) {
    Map<ChannelId, Line> known = new HashMap<>();
    for (Line line : lines) {
      boolean sameWay =
          line.config().receiver().equals(first.receiver())
              && line.config().receiverAuthorizer().equals(first.receiverAuthorizer())
              && line.config().erc20().equals(first.erc20())
              && line.config().id(SettlementDomain.of(chain.chainId())).equals(line.id());
      if (sameWay) {
        known.put(line.id(), line);
      }
    }
    return (channel, total) -> {
      Line line = known.get(channel);
      if (line == null || line.voucher().voucher().maxClaimable().compareTo(total) < 0) {
        throw new NoVoucher(channel);
      }
      return new Claim(line.config(), line.voucher(), total);
    };
  }

  private Map<ChannelId, BigInteger> totals() {
    Map<ChannelId, BigInteger> totals = new HashMap<>();
    lines.forEach(line -> totals.merge(line.id(), line.total(), BigInteger::max));
    return totals;
  }

  private static JsonNode json(Path file, String line) {
    try {
      if (line.length() <= MAX_LINE_CHARS) {
        return JSON.readTree(line);
      }
    } catch (JsonProcessingException e) {
      throw new StackFailure(file + " has a line that is not JSON", e);
    }
    throw new StackFailure(file + " has a line that is longer than any voucher");
  }

  private static Line line(Path file, JsonNode json) {
    try {
      JsonNode voucher = json.path("voucher");
      return new Line(
          config(json.path("config")),
          new SignedVoucher(
              new Voucher(
                  ChannelId.parse(json.path("channelId").asText()),
                  new BigInteger(voucher.path("maxClaimableAmount").asText())),
              new Signature(voucher.path("signature").asText())),
          new BigInteger(json.path("total").asText()));
    } catch (IllegalArgumentException e) {
      throw new StackFailure(file + " has a line that is no voucher: " + e.getMessage(), e);
    }
  }

  private static ChannelConfig config(JsonNode json) {
    return new ChannelConfig(
        new Address(json.path("payer").asText()),
        new Address(json.path("payerAuthorizer").asText()),
        new Address(json.path("receiver").asText()),
        new Address(json.path("receiverAuthorizer").asText()),
        new Address(json.path("token").asText()),
        Duration.ofSeconds(json.path("withdrawDelay").asLong()),
        new Bytes32(json.path("salt").asText()));
  }
}
