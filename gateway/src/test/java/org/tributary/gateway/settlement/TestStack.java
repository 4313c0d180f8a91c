package org.tributary.gateway.settlement;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Usage;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.keystore.TestKeystore;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargeOutcome;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import picocli.CommandLine;

/**
 * A gateway over a real Redis and a real chain, with a model, its dataset in escrow, and payers.
 */
final class TestStack implements AutoCloseable {
  static final String MODEL = "brook-test";
  static final String OPERATOR_ACCESS_KEY = "an operator's access key";
  static final Address GATEWAY = SigningKey.random().address();
  static final Address WORKER = SigningKey.random().address();

  static final BigInteger DEPOSIT = BigInteger.valueOf(1_000_000);

  final TestAnvil anvil;
  final Chain chain;
  final Deployment deployment;
  final TxSender operator;
  final EmbeddedServer server;
  final AssetId dataset;
  final Address vault;
  final Address modelOwner;
  private final Path home;
  final URI rpcUrl;
  private final SecureRandom random = new SecureRandom();
  private final List<CallId> calls = new ArrayList<>();

  /** Someone with an account on a channel of its own. */
  record Payer(
      ChannelId channel,
      AccountId account,
      ChannelConfig config,
      SigningKey key,
      AccessKey accessKey) {}

  TestStack(Path home, URI redis) throws IOException {
    this(home, redis, Duration.ZERO);
  }

  TestStack(Path home, URI redis, Duration interval) throws IOException {
    this(home, redis, interval, TestAnvil.start(), UnaryOperator.identity());
  }

  /** On contracts deployed so for the operator. */
  TestStack(Path home, URI redis, Function<Address, Deployer.Options> options) throws IOException {
    this(home, redis, Duration.ZERO, TestAnvil.start(), UnaryOperator.identity(), options);
  }

  TestStack(Path home, URI redis, Duration interval, TestAnvil anvil) throws IOException {
    this(home, redis, interval, anvil, UnaryOperator.identity());
  }

  TestStack(Path home, URI redis, Duration interval, UnaryOperator<URI> line) throws IOException {
    this(home, redis, interval, TestAnvil.start(), line);
  }

  private TestStack(
      Path home, URI redis, Duration interval, TestAnvil anvil, UnaryOperator<URI> line)
      throws IOException {
    this(
        home,
        redis,
        interval,
        anvil,
        line,
        operator -> new Deployer.Options(operator, operator, Duration.ZERO));
  }

  /** The gateway reaches the chain by {@code line}, the test directly. */
  private TestStack(
      Path home,
      URI redis,
      Duration interval,
      TestAnvil anvil,
      UnaryOperator<URI> line,
      Function<Address, Deployer.Options> options)
      throws IOException {
    this.home = home;
    this.anvil = anvil;
    rpcUrl = line.apply(anvil.rpcUrl());
    chain = Chain.connect(anvil.rpcUrl());
    SigningKey operatorKey = TestAnvil.fundedKey(chain);
    operator = TxSender.of(chain, operatorKey);
    deployment = Deployer.deploy(chain, operator, options.apply(operator.address()));
    AssetRegistryContract registry = new AssetRegistryContract(chain, deployment.assetRegistry());
    dataset = registry.registerFor(operator, dataset(), Bytes32.ZERO);
    vault = registry.escrow().vaultOf(dataset);
    SigningKey owner = TestAnvil.fundedKey(chain);
    modelOwner = owner.address();
    registry.register(TxSender.of(chain, owner), model(dataset), Bytes32.ZERO);
    Files.createDirectories(home.resolve("keys"));
    KeyFile.write(home.resolve("keys/operator.key"), operatorKey.secretHex());
    Files.writeString(home.resolve("keys/operator-access-key"), OPERATOR_ACCESS_KEY + "\n");
    TestKeystore.create(home.resolve("keys/master-secret"));
    deployment.write(home.resolve("deployment.json"));
    server = ApplicationContext.run(EmbeddedServer.class, properties(redis, interval));
    describe();
  }

  <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  Path home() {
    return home;
  }

  RevenuePoolContract pool() {
    return new RevenuePoolContract(chain, deployment.revenuePool());
  }

  BigInteger balance(Address account) {
    return new DevTokenContract(chain, deployment.erc20()).balanceOf(account);
  }

  /** A funded channel with an account on it. */
  Payer payer() {
    SigningKey payer = SigningKey.random();
    String label = "channel of " + payer.address();
    return payer(payer, bean(AuthorizerKeys.class).key(label).address(), label);
  }

  /** A funded channel whose vouchers its payer signs. */
  Payer wallet() {
    SigningKey payer = SigningKey.random();
    return payer(payer, payer.address(), "");
  }

  private Payer payer(SigningKey payer, Address authorizer, String label) {
    ChannelConfig config =
        new ChannelConfig(
            payer.address(),
            authorizer,
            deployment.revenuePool(),
            deployment.operatorAuthorizer(),
            deployment.erc20(),
            Duration.ofDays(1),
            Bytes32.ZERO);
    ChannelId id = config.id(SettlementDomain.of(chain.chainId()));
    DevTokenContract erc20 = new DevTokenContract(chain, deployment.erc20());
    erc20.faucet(operator, payer.address(), DEPOSIT);
    DepositAuthorization authorization =
        new DepositAuthorization(
            payer.address(),
            id,
            DEPOSIT,
            Instant.EPOCH,
            Instant.now().plus(Duration.ofDays(1)),
            BigInteger.ONE);
    new BatchSettlementContract(chain)
        .deposit(operator, config, authorization.sign(payer, erc20.domain()));
    bean(Channels.class).open(id, config, label, DEPOSIT.longValueExact());
    AccountId account = bean(Accounts.class).open(id, null, "test").id();
    AccessKey accessKey = bean(Accounts.class).createKey(account, "test");
    return new Payer(id, account, config, payer, accessKey);
  }

  /** One call, charged one base unit for each written model-token. */
  CallId charge(Payer payer, long tokens) {
    if (!(reserve(payer, tokens) instanceof ReserveOutcome.Reserved held)) {
      throw new AssertionError("not reserved");
    }
    return charge(held, tokens);
  }

  /** The same by a voucher for just as much. */
  CallId chargeWallet(Payer payer, long tokens) {
    long total = channel(payer).charged() + tokens;
    SignedVoucher voucher =
        new Voucher(payer.channel(), BigInteger.valueOf(total))
            .sign(payer.key(), SettlementDomain.of(chain.chainId()));
    Authority authority = new Authority.SignedVoucher(total, voucher.signature().text());
    Reserve request = new Reserve(context(payer), tokens, authority);
    if (!(bean(ChannelLedger.class).reserve(request) instanceof ReserveOutcome.Reserved held)) {
      throw new AssertionError("not reserved");
    }
    return charge(held, tokens);
  }

  ReserveOutcome reserve(Payer payer, long ceiling) {
    CallContext context = context(payer);
    Authority authority =
        new Authority.AccessKey(
            payer.accessKey().id(), payer.accessKey().sha256(), context.model().name(), ceiling);
    return bean(ChannelLedger.class).reserve(new Reserve(context, ceiling, authority));
  }

  CallId charge(ReserveOutcome.Reserved held, long tokens) {
    ChannelLedger ledger = bean(ChannelLedger.class);
    Delivery delivered =
        new Delivery(
            List.of(new Delivery.Work(new PaidWorker("Worker", WORKER, WORKER), tokens)),
            Usage.ofText(9, tokens),
            Bytes32.ZERO);
    if (!(ledger.charge(held.reservation(), delivered, Ending.COMPLETE)
        instanceof ChargeOutcome.Charged charged)) {
      throw new AssertionError("not charged");
    }
    if (charged.charge() != tokens) {
      throw new AssertionError("charged " + charged.charge());
    }
    calls.add(charged.callId());
    return charged.callId();
  }

  /** A sender of the payer's own transactions, with coins for gas. */
  TxSender sender(Payer payer) {
    DevelopmentChain.of(chain).setNativeBalance(payer.key().address(), BigInteger.TEN.pow(19));
    return TxSender.of(chain, payer.key());
  }

  /** What was claimed from a payer's channel on the chain. */
  BigInteger claimed(Payer payer) {
    return new BatchSettlementContract(chain).state(payer.channel()).totalClaimed();
  }

  Channel channel(Payer payer) {
    return bean(Channels.class).find(payer.channel()).orElseThrow();
  }

  /** The sums of all receipts so far, in millionths. */
  Map<Address, BigInteger> owedByReceipts() {
    Map<Address, BigInteger> owed = new HashMap<>();
    for (CallId call : calls) {
      for (Share share : bean(ChannelLedger.class).charged(call).orElseThrow().split()) {
        owed.merge(share.payee(), BigInteger.valueOf(share.millionths()), BigInteger::add);
      }
    }
    return owed;
  }

  BigInteger charged() {
    return calls.stream()
        .map(call -> bean(ChannelLedger.class).charged(call).orElseThrow().charge())
        .map(BigInteger::valueOf)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** What a command printed, on out and err together. */
  record Printed(int exitCode, String text) {}

  Printed run(Object command, String... arguments) {
    return runIn(home, command, arguments);
  }

  static Printed runIn(Path home, Object command, String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line =
        new CommandLine(command)
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true));
    List<String> all = new ArrayList<>(List.of("--home", home.toString()));
    all.addAll(List.of(arguments));
    return new Printed(line.execute(all.toArray(String[]::new)), text.toString());
  }

  @Override
  public void close() {
    server.close();
    anvil.close();
  }

  private CallContext context(Payer payer) {
    ModelOffer offer = bean(AssetCatalogue.class).modelByName(MODEL).orElseThrow();
    return new CallContext(
        CallId.random(payer.channel().partition(), random),
        payer.account(),
        payer.channel(),
        offer.model(),
        offer.prices(),
        offer.terms(),
        offer.period(),
        offer.termsVersion(),
        new CallContext.Gateway("Gateway", GATEWAY),
        offer.ancestors(),
        Instant.now(),
        Bytes32.ZERO,
        payer.accessKey().id());
  }

  Map<String, Object> properties(URI redis, Duration interval) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.server.port", -1);
    properties.put("tributary.redis.uri", redis.toString());
    properties.put("tributary.payment.sweep", "false");
    properties.put("tributary.keys.master-secret-file", home.resolve("keys/master-secret"));
    properties.put("tributary.keys.passphrase", TestKeystore.PASSPHRASE);
    properties.put("tributary.chain.rpc-url", rpcUrl.toString());
    properties.put("tributary.chain.deployment", home.resolve("deployment.json"));
    properties.put("tributary.chain.operator-key", home.resolve("keys/operator.key"));
    properties.put("tributary.receipt.chain-id", chain.chainId());
    properties.put("tributary.receipt.revenue-pool", deployment.revenuePool().text());
    properties.put("tributary.settlement.interval", interval);
    properties.put("tributary.publication.folder", home.resolve("public"));
    properties.put("tributary.settlement.claim-amount", "1");
    properties.put("tributary.watch.poll-every", "0s");
    properties.put("tributary.watch.claim-again-every", "0s");
    properties.put("tributary.earnings.max-age", "1ms");
    properties.put("tributary.settlement.operator-access-key", OPERATOR_ACCESS_KEY);
    return properties;
  }

  private void describe() throws IOException {
    Map<String, Object> description =
        Map.of(
            "gateway", server.getURL().toString(),
            "rpcUrl", anvil.rpcUrl().toString(),
            "chainId", chain.chainId(),
            "contracts", deployment.contracts());
    RunningStack.JSON.writeValue(home.resolve("stack.json").toFile(), description);
  }

  private static AssetRegistration dataset() {
    return new AssetRegistration(
        new AssetDescription(
            AssetKind.DATASET,
            hash("poems"),
            hash("manifest of poems"),
            "https://example.org/poems",
            "poems",
            "A Poet",
            "CC-BY-4.0",
            List.of()),
        Consent.openFrom(100),
        AssetTerms.NONE);
  }

  private static AssetRegistration model(AssetId parent) {
    return new AssetRegistration(
        new AssetDescription(
            AssetKind.MODEL,
            hash("weights"),
            hash("manifest of weights"),
            "",
            MODEL,
            "A Model Maker",
            "Apache-2.0",
            List.of(new Parent(parent, 3333))),
        Consent.CLOSED,
        AssetTerms.text(0, 1_000_000, 4321, 567));
  }

  private static Bytes32 hash(String text) {
    return Keccak256.hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
