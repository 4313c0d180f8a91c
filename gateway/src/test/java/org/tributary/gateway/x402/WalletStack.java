package org.tributary.gateway.x402;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.asset.AssetSource;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.DrawnEvents;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.harness.TestModels;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.routing.WorkerPayouts;
import org.tributary.gateway.settlement.TestAnvil;

/**
 * A gateway with a worker for text and one for images, a real chain and a real Redis, and wallets
 * with the stock client.
 */
final class WalletStack implements AutoCloseable {
  static final String OPERATOR_ACCESS_KEY = "an operator's access key";

  /** Of every image that is asked for. */
  static final int IMAGE_STEPS = 2;

  private static final String SPEC = "WalletStack";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BigInteger FUNDS = BigInteger.valueOf(1_000_000);

  final TestAnvil anvil;
  final Chain chain;
  final Deployment deployment;
  final FakeWorker worker = new FakeWorker();
  private final FakeWorker painter = new FakeWorker();
  final SigningKey payer = SigningKey.random();
  private final Path home;
  private final Path client;
  private final Map<String, Object> settings;
  private TestGateway gateway;

  @Factory
  @Requires(property = "spec.name", value = SPEC)
  static class TwoModels {
    @Singleton
    @Replaces(AssetSource.class)
    AssetSource assets() {
      return limit ->
          AssetSource.Reading.timeless(List.of(TestGateway.model(), TestModels.drawing()));
    }

    @Singleton
    @Replaces(WorkerPayouts.class)
    WorkerPayouts payouts() {
      return worker -> Optional.of(Calls.address(0xb3));
    }
  }

  WalletStack(URI redis, Map<String, Object> more) throws Exception {
    client = install();
    home = Files.createTempDirectory("wallet");
    anvil = TestAnvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    SigningKey operatorKey = TestAnvil.fundedKey(chain);
    TxSender operator = TxSender.of(chain, operatorKey);
    deployment =
        Deployer.deploy(
            chain,
            operator,
            new Deployer.Options(operator.address(), operator.address(), Duration.ZERO));
    new DevTokenContract(chain, deployment.erc20()).faucet(operator, payer.address(), FUNDS);
    KeyFile.write(home.resolve("operator.key"), operatorKey.secretHex());
    deployment.write(home.resolve("deployment.json"));
    settings = new HashMap<>();
    settings.put("spec.name", SPEC);
    settings.put("tributary.chain.rpc-url", anvil.rpcUrl().toString());
    settings.put("tributary.chain.deployment", home.resolve("deployment.json"));
    settings.put("tributary.chain.operator-key", home.resolve("operator.key"));
    settings.put("tributary.settlement.operator-access-key", OPERATOR_ACCESS_KEY);
    settings.put("tributary.receipt.chain-id", chain.chainId());
    settings.put("tributary.receipt.revenue-pool", deployment.revenuePool().text());
    settings.put("tributary.publication.folder", home.resolve("public"));
    settings.put("tributary.funding.min-withdrawal", 1);
    settings.putAll(more);
    painter.answers(DrawnEvents.whole(IMAGE_STEPS));
    worker.streams(
        Chunks.text("Hel", 3, 1), Chunks.text("lo", 3, 2), Chunks.last(3, 2), Chunks.usage(3, 2));
    gateway = open(redis);
  }

  private TestGateway open(URI redis) throws Exception {
    TestGateway opened = new TestGateway(redis, settings);
    opened.announce(worker);
    opened.announce(painter, TestModels.DRAWING, TestModels.DRAWING_CONTENT);
    return opened;
  }

  /** Skips the test, loudly, where npm is not installed. */
  private static Path install() throws Exception {
    Process npm =
        new ProcessBuilder("sh", "src/test/x402/install.sh")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String folder = new String(npm.getInputStream().readAllBytes()).strip();
    Assumptions.assumeTrue(npm.waitFor() == 0, "SKIPPED: the x402 client cannot be installed");
    return Path.of(folder);
  }

  /** As another gateway would start, over the same chain and this Redis. */
  void restartGateway(URI redis) throws Exception {
    gateway.close();
    gateway = open(redis);
  }

  TestGateway gateway() {
    return gateway;
  }

  /** A wallet of the payer's: its channel's salt, and whether it can ask the chain. */
  record Wallet(int salt, boolean rpc) {}

  /** What the steps came to, in their order; see client.mjs. */
  List<JsonNode> play(Map<String, Wallet> wallets, List<List<String>> steps) throws Exception {
    Map<String, Object> named = new HashMap<>();
    wallets.forEach((name, wallet) ->
        named.put(name, Map.of("salt", salt(wallet).text(), "rpc", wallet.rpc())));
    Map<String, Object> play =
        Map.of(
            "chat",
                asked(
                    "/v1/chat/completions", JSON.readTree(TestGateway.chat(",\"max_tokens\":10"))),
            "image",
                asked(
                    "/v1/images/generations",
                    Map.of(
                        "model",
                        TestModels.DRAWING,
                        "prompt",
                        "a cat",
                        "size",
                        "64x64",
                        "steps",
                        IMAGE_STEPS)),
            "rpcUrl", anvil.rpcUrl().toString(),
            "chainId", chain.chainId(),
            "key", payer.secretHex(),
            "wallets", named,
            "steps", steps);
    Process node =
        new ProcessBuilder("node", "client.mjs", JSON.writeValueAsString(play))
            .directory(client.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<JsonNode> results = new ArrayList<>();
    for (String line : new String(node.getInputStream().readAllBytes()).lines().toList()) {
      results.add(JSON.readTree(line));
    }
    if (!node.waitFor(10, TimeUnit.SECONDS) || node.exitValue() != 0) {
      throw new IOException("the client failed after " + results);
    }
    return results;
  }

  private Map<String, Object> asked(String path, Object body) {
    return Map.of("url", gateway.server.getURI() + path, "body", body);
  }

  ChannelConfig config(Wallet wallet) {
    return new ChannelConfig(
        payer.address(),
        payer.address(),
        deployment.revenuePool(),
        deployment.operatorAuthorizer(),
        deployment.erc20(),
        Duration.ofDays(1),
        salt(wallet));
  }

  ChannelId channelId(Wallet wallet) {
    return config(wallet).id(SettlementDomain.of(chain.chainId()));
  }

  /** For what the payer does by itself, with coins for its gas. */
  TxSender payerSender() {
    DevelopmentChain.of(chain).setNativeBalance(payer.address(), BigInteger.TEN.pow(18));
    return TxSender.of(chain, payer);
  }

  Channel channel(Wallet wallet) {
    return gateway.bean(Channels.class).find(channelId(wallet)).orElseThrow();
  }

  BatchSettlementContract.ChannelState onChain(Wallet wallet) {
    return new BatchSettlementContract(chain).state(channelId(wallet));
  }

  BigInteger funds() {
    return new DevTokenContract(chain, deployment.erc20()).balanceOf(payer.address());
  }

  private static Bytes32 salt(Wallet wallet) {
    return Bytes32.of(BigInteger.valueOf(wallet.salt()));
  }

  @Override
  public void close() {
    gateway.close();
    worker.close();
    painter.close();
    anvil.close();
  }
}
