package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.ArbiterContract;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.earnings.ClaimCommand;
import org.tributary.gateway.funding.WithdrawCommand;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.Settlement.Outcome;
import org.tributary.gateway.settlement.TestStack.Payer;
import org.tributary.gateway.succession.EpochCommand;
import picocli.CommandLine;

/**
 * The gateway and its Redis are gone for good: from the chain, what was published, and a cold key,
 * everybody gets what is theirs.
 */
@ExtendWith(RealRedis.class)
class DeadGatewayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration DELAY = Duration.ofSeconds(40);
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private Path published;
  private Path files;
  private TestStack stack;
  private SigningKey coldOwner;
  private DevelopmentChain time;
  private final List<Payer> payers = new ArrayList<>();
  private Map<Address, BigInteger> owed = Map.of();

  private record Printed(int exit, String text) {}

  @BeforeEach
  void start(@TempDir Path home, @TempDir Path elsewhere, URI redis) throws Exception {
    files = elsewhere;
    published = files.resolve("published");
    SigningKey[] owner = new SigningKey[1];
    stack =
        new TestStack(
            home,
            redis,
            operator -> {
              owner[0] = SigningKey.random();
              return new Deployer.Options(owner[0].address(), operator, DELAY);
            });
    coldOwner = owner[0];
    time = DevelopmentChain.of(stack.chain);
    time.setNativeBalance(coldOwner.address(), BigInteger.TEN.pow(19));
    TxSender cold = TxSender.of(stack.chain, coldOwner);
    stack
        .pool()
        .setArbiter(
            cold,
            ArbiterContract.deploy(
                stack.chain, cold, stack.pool().address(), stack.deployment.assetRegistry()));
    registerReceiptKey();
  }

  /** As the gateway says that it is to be done. */
  private void registerReceiptKey() throws IOException {
    ReceiptKeyCheck check = stack.bean(ReceiptKeyCheck.class);
    String problem = check.problem().orElseThrow();
    String key = stack.bean(AuthorizerKeys.class).key(AuthorizerKeys.RECEIPTS).address().text();
    assertTrue(problem.contains("epoch signer --pool " + pool() + " --add " + key), problem);
    Path cold = keyFile("cold", coldOwner);
    Printed added = epoch("signer", cold, "--pool", pool(), "--add", key);
    assertEquals(0, added.exit(), added.text());
    assertEquals(Optional.empty(), check.problem());
  }

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void everybodyGetsWhatIsTheirs_fromTheChainAndWhatWasPublished(Redis redis) throws Exception {
    BigInteger charged = playAndDie(redis);
    Path stranger = funded("stranger");

    Printed first = claim(1, stranger);
    assertEquals(0, first.exit(), first.text());
    assertEquals(stack.pool().activatedTotal(), stack.pool().totalClaimed());

    claimVouchersAsSuccessor();
    assertEquals(charged, stack.pool().received());

    withdrawAll();
    BigInteger left = TestStack.DEPOSIT.multiply(BigInteger.valueOf(payers.size()));
    assertEquals(left.subtract(charged), balancesOfPayers());

    postAsStranger(stranger);
    Printed last = claim(2, stranger);
    assertEquals(0, last.exit(), last.text());
    owed.forEach((payee, millionths) ->
        assertEquals(millionths.divide(MILLION), stack.balance(payee), payee.text()));
  }

  @Test
  void aPoolWithWatchers_takesOnlyWhatEnoughOfThemSigned() throws Exception {
    List<SigningKey> watchers = Stream.generate(SigningKey::random).limit(2).toList();
    TxSender cold = TxSender.of(stack.chain, coldOwner);
    stack.pool().announceWatchers(cold, watchers.stream().map(SigningKey::address).toList(), 2);
    stack.charge(payer(stack.payer()), 100_001);
    // Its own gateway asks no watchers.
    assertEquals(
        Outcome.HELD, stack.bean(SettlementJob.class).settle(PATIENCE).orElseThrow().outcome());

    Printed unsigned = postHeld();
    assertEquals(1, unsigned.exit(), unsigned.text());
    assertTrue(unsigned.text().contains("and 0 have: 0x"), unsigned.text());
    Printed dry = postHeld("--dry-run", "--json");
    Bytes32 digest = new Bytes32(RunningStack.JSON.readTree(dry.text()).path("toSign").asText());
    String first = watchers.getFirst().sign(digest).text();
    String last = watchers.getLast().sign(digest).text();
    String stranger = SigningKey.random().sign(digest).text();
    Printed notEnough = postHeld("--available", first, first, stranger);
    assertEquals(1, notEnough.exit(), notEnough.text());
    assertTrue(notEnough.text().contains("and 1 have"), notEnough.text());
    Printed garbage = postHeld("--available", first, "0x12");
    assertEquals(1, garbage.exit(), garbage.text());
    assertTrue(garbage.text().contains("--available is no signature: 0x12"), garbage.text());
    assertEquals(0, stack.pool().lastEpoch());

    Printed posted = postHeld("--available", last, stranger, first);
    assertEquals(0, posted.exit(), posted.text());
    assertEquals(1, stack.pool().lastEpoch());
    assertEquals(0, stack.pool().activeEpoch());
  }

  /** By the operator, from what its gateway published and could not post. */
  private Printed postHeld(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--pool",
                pool(),
                "--receipts",
                stack.home().resolve("public/epoch-1.ndjson").toString(),
                "--out",
                files.toString()));
    all.addAll(List.of(more));
    return epoch("post", stack.home().resolve("keys/operator.key"), all.toArray(String[]::new));
  }

  /** One epoch is paid for and posted, one claim is not allocated, one voucher is not claimed. */
  private BigInteger playAndDie(Redis redis) throws Exception {
    SettlementJob job = stack.bean(SettlementJob.class);
    Payer key = payer(stack.payer());
    Payer wallet = payer(stack.wallet());
    stack.charge(key, 100_001);
    stack.chargeWallet(wallet, 50_003);
    assertTrue(job.settle(PATIENCE).isPresent());
    time.advance(DELAY);
    stack.pool().activate(stack.operator);
    stack.charge(key, 30_007);
    assertTrue(job.claimNow(List.of(key.channel()), PATIENCE).orElseThrow().refused().isEmpty());
    stack.chargeWallet(wallet, 20_011);
    stack.bean(Publication.class).publishOpen();
    BigInteger charged = stack.charged();
    owed = stack.owedByReceipts();
    stack.server.close();
    redis.commands().flushall();
    keepOnlyWhatWasPublished();
    return charged;
  }

  private Payer payer(Payer payer) {
    payers.add(payer);
    return payer;
  }

  private void keepOnlyWhatWasPublished() throws IOException {
    Files.move(stack.home().resolve("public"), published);
    try (Stream<Path> all = Files.walk(stack.home())) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(stack.home())) {
          Files.delete(each);
        }
      }
    }
  }

  private void claimVouchersAsSuccessor() throws Exception {
    Path successor = funded("successor");
    String address = address(successor).text();
    Printed early = epoch("claim", successor, "--vouchers", file("vouchers.ndjson"));
    assertEquals(1, early.exit(), early.text());
    assertTrue(early.text().contains("`epoch operator` names another"), early.text());

    Path cold = keyFile("cold", coldOwner);
    Printed rotated = epoch("operator", cold, "--pool", pool(), "--to", address);
    assertEquals(0, rotated.exit(), rotated.text());
    Printed claimed = epoch("claim", successor, "--vouchers", file("vouchers.ndjson"), "--json");
    assertEquals(0, claimed.exit(), claimed.text());
    JsonNode taken = RunningStack.JSON.readTree(claimed.text());
    assertEquals(0, taken.path("unpaid").size(), claimed.text());
    assertEquals("20011", taken.path("received").asText());
    Printed again = epoch("claim", successor, "--vouchers", file("vouchers.ndjson"), "--json");
    assertEquals("0", RunningStack.JSON.readTree(again.text()).path("received").asText());
  }

  private void withdrawAll() throws Exception {
    for (Payer payer : payers) {
      time.setNativeBalance(payer.key().address(), BigInteger.TEN.pow(19));
      Path key = keyFile("payer", payer.key());
      assertEquals(0, withdraw("start", key).exit());
    }
    time.advance(Duration.ofDays(1));
    for (Payer payer : payers) {
      Printed done = withdraw("finish", keyFile("payer", payer.key()));
      assertEquals(0, done.exit(), done.text());
    }
  }

  private BigInteger balancesOfPayers() {
    return payers.stream()
        .map(payer -> stack.balance(payer.key().address()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private void postAsStranger(Path stranger) throws Exception {
    String[] post = {
      "--pool", pool(),
      "--receipts", file("open.ndjson"),
      "--payouts", file("payouts-1.json"),
      "--settled", file("epoch-1.ndjson"),
      "--out", published.toString()
    };
    Printed unwatched = epoch("post", stranger, post);
    assertEquals(1, unwatched.exit(), unwatched.text());
    assertTrue(unwatched.text().contains("this pool has no watchers"), unwatched.text());
    SigningKey watcher = SigningKey.random();
    nameWatcher(watcher);
    Printed early = epoch("post", stranger, post);
    assertEquals(1, early.exit(), early.text());
    assertTrue(early.text().contains("30 days after its last epoch"), early.text());
    time.advance(Duration.ofDays(30));
    Printed unseen = epoch("post", stranger, post);
    assertTrue(unseen.text().contains("1 watchers must sign"), unseen.text());
    post = signed(watcher, stranger, post);
    Printed unbonded = epoch("post", stranger, post);
    assertTrue(unbonded.text().contains("the bond lacks"), unbonded.text());
    new DevTokenContract(stack.chain, stack.deployment.erc20())
        .faucet(stack.operator, address(stranger), BigInteger.TEN.pow(9));
    leavesOutWhatAnAuditWouldFind(stranger, post);
    refusesEpochsThatWereNotPosted(stranger, post);

    Printed posted = epoch("post", stranger, post);
    assertEquals(0, posted.exit(), posted.text());
    assertTrue(posted.text().contains("2 receipts grant"), posted.text());
    Printed notYet = epoch("activate", stranger, "--pool", pool());
    assertTrue(notYet.text().contains("NotDue"), notYet.text());
    time.advance(DELAY);
    assertEquals(0, epoch("activate", stranger, "--pool", pool()).exit());
    assertEquals(stack.pool().received(), stack.pool().activatedTotal().add(carried()));
  }

  private void nameWatcher(SigningKey watcher) throws Exception {
    Path cold = keyFile("cold", coldOwner);
    String address = watcher.address().text();
    Printed named = epoch("watchers", cold, "--pool", pool(), "--member", address);
    assertEquals(0, named.exit(), named.text());
    assertTrue(named.text().contains("Of 1 watchers 1 must sign now"), named.text());
  }

  /** With what a watcher signs of the files that would be posted. */
  private String[] signed(SigningKey watcher, Path stranger, String[] post) throws Exception {
    Printed dry = epoch("post", stranger, with(post, "--dry-run", "--json"));
    assertEquals(0, dry.exit(), dry.text());
    String digest = RunningStack.JSON.readTree(dry.text()).path("toSign").asText();
    return with(post, "--available", watcher.sign(new Bytes32(digest)).text());
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
  }

  /** Less than one base unit for each payee is not payable yet. */
  private BigInteger carried() {
    return owed.values().stream()
        .map(each -> each.mod(MILLION))
        .reduce(BigInteger.ZERO, BigInteger::add)
        .divide(MILLION);
  }

  private void leavesOutWhatAnAuditWouldFind(Path stranger, String[] post) throws Exception {
    Path open = published.resolve("open.ndjson");
    String right = Files.readString(open);
    Files.writeString(open, right.replaceFirst("\"termsVersion\":\"\\d+", "\"termsVersion\":\"9"));
    Printed changed = epoch("post", stranger, with(post, "--dry-run"));
    assertEquals(0, changed.exit(), changed.text());
    assertTrue(changed.text().contains("is left out: signed by"), changed.text());
    assertTrue(changed.text().contains("1 receipts grant"), changed.text());
    Files.writeString(open, right + right.lines().findFirst().orElseThrow() + "\n");
    Printed doubled = epoch("post", stranger, post);
    assertEquals(1, doubled.exit(), doubled.text());
    assertTrue(doubled.text().contains("charges what another has charged"), doubled.text());
    Files.writeString(open, right);
    assertEquals(1, stack.pool().lastEpoch());
  }

  /** Receipts that are not where they were said to be could be charged a second time. */
  private void refusesEpochsThatWereNotPosted(Path stranger, String[] post) throws Exception {
    Path settled = published.resolve("epoch-1.ndjson");
    String right = Files.readString(settled);
    Files.writeString(settled, right.substring(0, right.indexOf('\n') + 1));
    Printed emptied = epoch("post", stranger, post);
    assertEquals(1, emptied.exit(), emptied.text());
    assertTrue(emptied.text().contains("are not those that were posted"), emptied.text());
    Files.writeString(settled, right);

    List<String> without = new ArrayList<>(List.of(post));
    without.subList(without.indexOf("--settled"), without.indexOf("--out")).clear();
    without.add("--dry-run");
    Printed unchecked = epoch("post", stranger, without.toArray(String[]::new));
    assertEquals(0, unchecked.exit(), unchecked.text());
    assertTrue(unchecked.text().contains("not among --settled: epoch 1."), unchecked.text());
  }

  private Printed claim(long epoch, Path key) {
    return run(
        new ClaimCommand(),
        "--payouts",
        file("payouts-" + epoch + ".json"),
        "--rpc",
        stack.rpcUrl.toString(),
        "--key-file",
        key.toString());
  }

  private Printed epoch(String what, Path key, String... more) {
    return run(new EpochCommand(), all(what, key, more));
  }

  private Printed withdraw(String what, Path key) {
    return run(new WithdrawCommand(), all(what, key));
  }

  private String[] all(String what, Path key, String... more) {
    List<String> all =
        new ArrayList<>(List.of(what, "--rpc", stack.rpcUrl.toString(), "--key", key.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Printed run(Object command, String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line =
        new CommandLine(command)
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true));
    return new Printed(line.execute(arguments), text.toString());
  }

  private String file(String name) {
    return published.resolve(name).toString();
  }

  private String pool() {
    return stack.deployment.revenuePool().text();
  }

  private Path funded(String name) throws IOException {
    return keyFile(name, TestAnvil.fundedKey(stack.chain));
  }

  private Path keyFile(String name, SigningKey key) throws IOException {
    Path file = files.resolve(name + ".key");
    Files.writeString(file, key.secretHex());
    return file;
  }

  private static Address address(Path key) throws IOException {
    return SigningKey.fromHex(Files.readString(key)).address();
  }
}
