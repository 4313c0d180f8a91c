package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.TransactionReceipt;
import org.tributary.contracts.chain.TransactionRequest;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.SumProof;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.earnings.ClaimCommand;
import org.tributary.gateway.earnings.EarningsCommand;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.receipt.Receipts;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.settlement.TestStack.Payer;
import org.tributary.gateway.settlement.TestStack.Printed;

/** From charges to paid owners by API and commands, on a real Redis and a real chain. */
@ExtendWith(RealRedis.class)
class PayoutIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private TestStack stack;
  private Path home;

  @BeforeEach
  void start(@TempDir Path folder, URI redis) throws Exception {
    home = folder;
    stack = new TestStack(folder, redis);
  }

  @AfterEach
  void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void settleAndClaim_payExactlyWhatTheReceiptsSay() throws Exception {
    Payer one = stack.payer();
    Payer two = stack.payer();
    Payer three = stack.payer();
    CallId first = stack.charge(one, 7);
    stack.charge(two, 1);
    stack.charge(one, 1234);
    stack.charge(three, 99_999);

    JsonNode settled = json(stack.run(new SettleCommand(), "--json"));
    assertEquals("posted", settled.path("outcome").asText());
    assertEquals(4, settled.path("epoch").path("receipts").asInt());
    assertEquals(stack.charged(), stack.pool().received());
    assertInTree(settled.path("epoch").path("receiptsRoot").asText(), first);

    Printed before = stack.run(new EarningsCommand());
    assertTrue(before.text().contains("A Poet *"), before.text());
    assertTrue(before.text().contains("A Model Maker"), before.text());

    JsonNode payments = json(stack.run(new ClaimCommand(), "--json")).path("payments");
    assertEquals(4, payments.size());
    stack
        .owedByReceipts()
        .forEach((payee, millionths) ->
            assertEquals(millionths.divide(MILLION), stack.balance(payee), payee.text()));
    assertTrue(stack.balance(stack.vault).signum() > 0);
    Printed again = stack.run(new ClaimCommand());
    assertEquals("Everything payable has been paid already.", again.text().strip());
    JsonNode unchanged = json(stack.run(new SettleCommand(), "--json"));
    assertEquals("unchanged", unchanged.path("outcome").asText());
  }

  @Test
  void earnings_countWhatIsNotSettledYet() throws Exception {
    Payer payer = stack.payer();
    stack.charge(payer, 1001);
    assertEarned("0", "0");
    stack.run(new SettleCommand());
    String payable = owed(stack.vault).divide(MILLION).toString();
    assertEarned(payable, "0");
    stack.charge(payer, 3);
    stack.run(new ClaimCommand(), "--payee", stack.vault.text());
    assertEarned(payable, payable);
    assertEquals(BigInteger.ZERO, stack.balance(stack.modelOwner));
  }

  @Test
  void claim_forTheVault_cannotBeDiverted() {
    stack.charge(stack.payer(), 10_000);
    Epoch epoch =
        stack.bean(SettlementJob.class).settle(PATIENCE).orElseThrow().epoch().orElseThrow();
    SigningKey thiefKey = TestAnvil.fundedKey(stack.chain);
    TxSender thief = TxSender.of(stack.chain, thiefKey);
    PayoutLeaf leaf = epoch.table().leaf(stack.vault).orElseThrow();
    SumProof proof = epoch.table().proof(stack.vault).orElseThrow();
    PayoutLeaf diverted =
        new PayoutLeaf(thief.address(), leaf.previous(), leaf.amount(), leaf.credits());
    PayoutLeaf more =
        new PayoutLeaf(
            stack.vault, leaf.previous(), leaf.amount().add(BigInteger.ONE), leaf.credits());
    assertReverts(
        "UnknownRoot",
        () -> stack.pool().claim(thief, epoch.number(), epoch.roots(), diverted, proof));
    assertReverts(
        "UnknownRoot", () -> stack.pool().claim(thief, epoch.number(), epoch.roots(), more, proof));
    PayoutTable ownTable =
        PayoutTable.of(
            List.of(
                new PayoutLeaf(thief.address(), BigInteger.ZERO, MILLION, CreditsCommitment.NONE)));
    EpochRoots ownRoots = EpochRoots.of(ownTable, Bytes32.ZERO);
    assertReverts("MayNotPost", () -> stack.pool().propose(thief, 2, ownRoots));

    stack.pool().claim(thief, epoch.number(), epoch.roots(), leaf, proof);
    assertEquals(leaf.amount(), stack.balance(stack.vault));
    assertEquals(BigInteger.ZERO, stack.balance(thief.address()));
    assertReverts(
        "NothingToClaim",
        () -> stack.pool().claim(thief, epoch.number(), epoch.roots(), leaf, proof));
  }

  @Test
  void claims_areBatchedSimulatedAndSmallOnesLeft() throws Exception {
    stack.charge(stack.payer(), 100_000);
    stack.run(new SettleCommand());
    JsonNode dry = json(stack.run(new ClaimCommand(), "--dry-run", "--json"));
    assertTrue(dry.path("dryRun").asBoolean());
    assertEquals(4, dry.path("payments").size());
    assertTrue(dry.path("payments").path(0).path("transaction").isNull());
    long alone = dry.path("gasAlone").asLong();
    assertTrue(dry.path("gas").asLong() < 4 * alone, dry.toString());
    assertEquals(BigInteger.ZERO, stack.pool().totalClaimed());

    Printed little = stack.run(new ClaimCommand(), "--min", "0.02", "--key-file", key());
    assertEquals(0, little.exitCode(), little.text());
    stack
        .owedByReceipts()
        .forEach((payee, millionths) -> {
          BigInteger owed = millionths.divide(MILLION);
          boolean large = owed.compareTo(BigInteger.valueOf(20_000)) >= 0;
          assertEquals(large ? owed : BigInteger.ZERO, stack.balance(payee), payee.text());
        });
    assertTrue(stack.run(new ClaimCommand(), "--min", "9").text().startsWith("Nobody is owed"));
    JsonNode rest =
        json(stack.run(new ClaimCommand(), "--max-gas", "1", "--json", "--key-file", key()));
    assertEquals(
        rest.path("payments").size(),
        rest.path("payments").findValuesAsText("transaction").stream().distinct().count());
    assertEquals(stack.pool().totalClaimed(), stack.pool().activatedTotal());
  }

  @Test
  void receipts_areEarnedNewestFirst_withoutTheirCallers() throws Exception {
    Payer payer = stack.payer();
    List<CallId> calls = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      calls.add(stack.charge(i % 3 == 0 ? payer : stack.payer(), 1_000 + i));
    }
    stack.run(new SettleCommand());
    stack.run(new ClaimCommand(), "--payee", stack.vault.text());
    calls.add(stack.charge(payer, 77));

    List<JsonNode> lines = new ArrayList<>();
    String next = "";
    do {
      String text = get("/v1/earnings/receipts?limit=7&asset=" + stack.dataset + next).body();
      assertFalse(text.contains(payer.channel().text()) || text.contains("account"), text);
      JsonNode page = RunningStack.JSON.readTree(text);
      assertTrue(page.path("data").size() <= 7);
      page.path("data").forEach(lines::add);
      next = page.path("next").isNull() ? "" : "&before=" + page.path("next").asText();
    } while (!next.isEmpty());
    assertEquals(
        calls.reversed().stream().map(CallId::text).toList(),
        lines.stream().map(line -> line.path("receipt").asText()).toList());
    assertEquals("pending", lines.getFirst().path("state").asText());
    assertEquals(1, lines.get(1).path("epoch").asLong());
    assertTrue(
        lines.stream().filter(line -> line.path("state").asText().equals("paid")).count() >= 39);
    assertEarnedAndPaid(lines);
    JsonNode all = json(stack.run(new EarningsCommand(), "--by", "asset", "--json"));
    assertEarnedAndPaid(List.of(all.path("assets").path(0)));
    JsonNode days =
        RunningStack.JSON.readTree(get("/v1/earnings/days?payee=" + stack.vault).body());
    assertEarnedAndPaid(days.path("data"));
    assertEquals(List.of(stack.dataset.text()), days.path("data").findValuesAsText("asset"));
    String others = get("/v1/earnings/receipts?limit=2&payee=" + stack.modelOwner).body();
    assertTrue(others.contains("\"granted\"") && others.contains("\"pending\""), others);
    String csv = get("/v1/earnings/receipts?format=csv&limit=3&payee=" + stack.vault).body();
    assertEquals(4, csv.lines().count(), csv);
    assertTrue(get("/v1/earnings?format=csv").body().contains(stack.vault + ",A Poet,true,"));
    assertTrue(get("/v1/earnings?format=csv&by=asset").body().contains(",poems,A Poet,"));
    assertTrue(get("/v1/earnings/receipts?before=xyz").body().contains("invalid_before"));
    assertTrue(get("/v1/earnings/receipts?limit=101").body().contains("invalid_limit"));
  }

  @Test
  void aWallet_isToldItsOwnClaim() throws Exception {
    stack.charge(stack.payer(), 100_000);
    assertTrue(get("/v1/earnings/" + stack.vault + "/claim").body().contains("nothing_granted"));
    assertTrue(get("/v1/earnings/0x12/claim").body().contains("invalid_payee"));
    stack.run(new SettleCommand());
    JsonNode claim =
        RunningStack.JSON.readTree(get("/v1/earnings/" + stack.vault + "/claim").body());
    BigInteger owed = owed(stack.vault).divide(MILLION);
    assertEquals(owed.toString(), claim.path("claimable").asText());
    assertTrue(claim.path("gasInBatch").asLong() < claim.path("gas").asLong(), claim.toString());

    TxSender anyone = TxSender.of(stack.chain, TestAnvil.fundedKey(stack.chain));
    TransactionReceipt paid =
        anyone.send(
            new TransactionRequest(
                new Address(claim.path("to").asText()), claim.path("data").asText()));
    assertTrue(paid.gasUsed() <= claim.path("gas").asLong());
    assertEquals(owed, stack.balance(stack.vault));
    JsonNode after =
        RunningStack.JSON.readTree(get("/v1/earnings/" + stack.vault + "/claim").body());
    assertEquals("0", after.path("claimable").asText());
    assertTrue(after.path("data").isNull());
  }

  @Test
  void epochs_areTheOperatorsToMakeAndAnyonesToRead() throws Exception {
    stack.charge(stack.payer(), 10_000);
    assertEquals(401, post(null).statusCode());
    assertEquals(401, post("Bearer a wrong access key").statusCode());
    assertEquals(401, post("Bearer ").statusCode());
    assertTrue(post(null).body().contains("\"invalid_operator_key\""));
    assertEquals(404, get("/v1/epochs/latest").statusCode());
    assertEquals(0, stack.pool().lastEpoch());
    assertEquals(200, post("Bearer " + TestStack.OPERATOR_ACCESS_KEY).statusCode());
    JsonNode latest = RunningStack.JSON.readTree(get("/v1/epochs/latest").body());
    assertEquals("active", latest.path("state").asText());
    assertEquals("DevUSD", latest.path("erc20").path("symbol").asText());
    assertEquals(4, latest.path("payouts").size());
    assertTrue(latest.path("total").isTextual());
    assertEquals(latest, RunningStack.JSON.readTree(get("/v1/epochs/1").body()));
    assertEquals(404, get("/v1/epochs/2").statusCode());
    assertTrue(get("/v1/epochs/2").body().contains("\"epoch_not_found\""));
  }

  @Test
  void assets_showLineageAndNames() throws Exception {
    JsonNode list = RunningStack.JSON.readTree(get("/v1/assets?kind=model").body());
    assertEquals(1, list.path("data").size());
    String id = list.path("data").path(0).path("id").asText();
    JsonNode model = RunningStack.JSON.readTree(get("/v1/assets/" + id).body());
    assertEquals(TestStack.MODEL, model.path("name").asText());
    assertEquals("1000000", model.path("terms").path("completion").asText());
    assertEquals("poems", model.path("parents").path(0).path("name").asText());
    JsonNode ancestor = model.path("lineage").path(0);
    assertEquals(333_300_000, ancestor.path("ppb").asInt());
    assertEquals("A Poet", ancestor.path("ownerName").asText());
    JsonNode dataset = RunningStack.JSON.readTree(get("/v1/assets/" + stack.dataset).body());
    assertTrue(dataset.path("escrow").asBoolean());
    assertEquals(stack.vault.text(), dataset.path("payee").asText());
    assertFalse(dataset.has("terms"));
    assertEquals(404, get("/v1/assets/77").statusCode());
    assertEquals(404, get("/v1/assets/poems").statusCode());
    assertEquals(400, get("/v1/assets?kind=cat").statusCode());
  }

  @Test
  void commands_withoutAStack_sayWhatToDo(@TempDir Path empty) {
    Printed printed = TestStack.runIn(empty, new SettleCommand());
    assertEquals(1, printed.exitCode());
    assertTrue(printed.text().contains("run `up` first"), printed.text());
    Printed nothing = stack.run(new ClaimCommand());
    assertEquals(1, nothing.exitCode());
    assertTrue(nothing.text().contains("no epoch is active"), nothing.text());
    Printed none = stack.run(new EarningsCommand());
    assertTrue(none.text().startsWith("Nobody has earned anything yet"), none.text());
  }

  /** Each line once, with what was paid since the beginning. */
  private void assertEarnedAndPaid(Iterable<JsonNode> lines) {
    BigInteger earned = BigInteger.ZERO;
    BigInteger paid = BigInteger.ZERO;
    for (JsonNode line : lines) {
      earned = earned.add(new BigInteger(line.path("amounts").path("earnedMillionths").asText()));
      paid = paid.add(new BigInteger(line.path("amounts").path("paidMillionths").asText()));
    }
    assertEquals(owed(stack.vault), earned);
    assertEquals(stack.balance(stack.vault).multiply(MILLION), paid);
  }

  @Test
  void lessThanABaseUnit_isCarried_andGrantedOnceItIsWhole() throws Exception {
    stack.charge(stack.payer(), 3);
    stack.run(new SettleCommand());
    stack.run(new ClaimCommand());
    String vault = stack.vault.text();
    Printed before = stack.run(new EarningsCommand(), "--by", "receipt", "--payee", vault);
    assertTrue(before.text().contains("carried, epoch 1"), before.text());
    stack.charge(stack.payer(), 30);
    stack.run(new SettleCommand());
    Printed granted = stack.run(new EarningsCommand(), "--by", "receipt", "--payee", vault);
    assertTrue(granted.text().contains("granted, epoch 1"), granted.text());
    Printed day = stack.run(new EarningsCommand(), "--by", "day", "--payee", vault);
    assertTrue(day.text().contains("asset " + stack.dataset), day.text());
    assertTrue(day.text().startsWith("DAY"), day.text());
    String csv = stack.run(new EarningsCommand(), "--by", "day", "--csv").text();
    assertTrue(csv.startsWith("day,role,asset,payee,earned_millionths,pending_millionths"), csv);
    assertEquals(csv, get("/v1/earnings/days?format=csv").body());
    assertTrue(get("/v1/earnings/days?before=22.11.").body().contains("\"invalid_before\""));
  }

  private void assertEarned(String payable, String paid) throws Exception {
    JsonNode earnings = RunningStack.JSON.readTree(get("/v1/earnings").body());
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<Address, BigInteger> owed : stack.owedByReceipts().entrySet()) {
      JsonNode amounts = payee(earnings, owed.getKey()).path("amounts");
      assertEquals(owed.getValue().toString(), amounts.path("earnedMillionths").asText());
      sum = sum.add(owed.getValue());
    }
    assertEquals(sum, stack.charged().multiply(MILLION));
    assertEquals(sum.toString(), earnings.path("total").path("earnedMillionths").asText());
    JsonNode poet = payee(earnings, stack.vault);
    assertEquals("A Poet", poet.path("name").asText());
    assertTrue(poet.path("escrow").asBoolean());
    assertEquals(payable, poet.path("amounts").path("payable").asText());
    assertEquals(paid, poet.path("amounts").path("paid").asText());
    JsonNode dataset = earnings.path("assets").path(0);
    assertEquals(
        owed(stack.vault).toString(), dataset.path("amounts").path("earnedMillionths").asText());
  }

  private static JsonNode payee(JsonNode earnings, Address payee) {
    for (JsonNode each : earnings.path("payees")) {
      if (each.path("payee").asText().equals(payee.text())) {
        return each;
      }
    }
    throw new AssertionError(payee + " has earned nothing");
  }

  private BigInteger owed(Address payee) {
    return stack.owedByReceipts().getOrDefault(payee, BigInteger.ZERO);
  }

  private void assertInTree(String root, CallId call) {
    RevenueLedger ledger = stack.bean(RevenueLedger.class);
    Receipts receipts = stack.bean(Receipts.class);
    List<Bytes32> digests =
        ledger.marks().ledger().keySet().stream()
            .flatMap(each -> ledger.credited(each, FoldMarks.START, ledger.marks()).stream())
            .map(each -> receipts.digest(receipts.unsigned(each).orElseThrow()))
            .toList();
    assertTrue(digests.contains(receipts.digest(receipts.unsigned(call).orElseThrow())));
    assertEquals(root, MerkleList.of(digests).commitment().text());
  }

  /** Somebody's who is not the operator. */
  private String key() throws Exception {
    Path file = home.resolve("somebody.key");
    Files.writeString(file, TestAnvil.fundedKey(stack.chain).secretHex());
    return file.toString();
  }

  private static JsonNode json(Printed printed) throws Exception {
    assertEquals(0, printed.exitCode(), printed.text());
    return RunningStack.JSON.readTree(printed.text());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(stack.server.getURI().resolve(path)));
  }

  private HttpResponse<String> post(@Nullable String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(stack.server.getURI().resolve("/v1/epochs"))
            .POST(HttpRequest.BodyPublishers.noBody());
    return send(authorization == null ? request : request.header("Authorization", authorization));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void assertReverts(String error, Executable call) {
    assertEquals(error, assertThrows(ChainException.Reverted.class, call).error());
  }
}
