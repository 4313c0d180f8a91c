package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.OperatorAuthorizerContract;
import org.tributary.contracts.chain.RegistryRecords;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptCheck;
import org.tributary.contracts.receipt.ReceiptLines;
import org.tributary.contracts.receipt.ReceiptReader;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.audit.AuditCommand;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.receipt.VerifyCommand;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.settlement.TestStack.Payer;
import org.tributary.gateway.settlement.TestStack.Printed;
import picocli.CommandLine;

@ExtendWith(RealRedis.class)
class PublishedReceiptsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private TestStack stack;
  private Path home;

  @BeforeEach
  void start(@TempDir Path folder, URI redis) throws Exception {
    home = folder;
    stack = new TestStack(folder, redis);
    new OperatorAuthorizerContract(stack.chain, stack.deployment.operatorAuthorizer())
        .addReceiptSigner(
            stack.operator,
            stack.bean(AuthorizerKeys.class).key(AuthorizerKeys.RECEIPTS).address());
  }

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void aReceipt_isVerifiedByTheChainAlone() throws Exception {
    CallId call = stack.charge(stack.payer(), 1234);
    stack.charge(stack.payer(), 7);
    String open = get("/v1/receipts/" + call);
    Printed early = verify(open);
    assertEquals(3, early.exitCode(), early.text());
    assertTrue(early.text().contains("… inclusion   not shown"), early.text());

    settle();
    String settled = get("/v1/receipts/" + call);
    stack.server.close();
    Printed verified = verify(settled);
    assertEquals(0, verified.exitCode(), verified.text());
    for (String check : List.of("signature", "arithmetic", "terms", "split", "inclusion")) {
      assertTrue(verified.text().contains("✓ " + check), verified.text());
    }
    assertTrue(verified.text().contains("of 2 in epoch 1, which is active"), verified.text());
    assertFinds("signature", settled, json -> put(json, "receipt", "time", "1790000000000"));
    assertFinds("arithmetic", settled, json -> put(json, "receipt", "to", "999999"));
    assertFinds("terms", settled, json -> put(json, "receipt", "termsVersion", "2"));
    assertFinds("inclusion", settled, json -> put(json, "receipt", "period", "1"));
    assertFinds(
        "split",
        settled,
        json ->
            ((ObjectNode) json.at("/signed/receipt/split/1"))
                .put("payee", "0x" + "0".repeat(39) + "9"));
  }

  @Test
  void whatIsPublished_isAllThatTheRootsAreMadeOf() throws Exception {
    Payer payer = stack.payer();
    stack.charge(payer, 1234);
    stack.charge(payer, 1);
    stack.charge(stack.payer(), 99_999);
    settle();
    CallId later = stack.charge(payer, 5);
    settle();

    PayoutTable table = recomputed(1, PayoutTable.EMPTY);
    recomputed(2, table);
    assertAudited("1", "epoch-1.ndjson");
    assertAudited("2", "epoch-2.ndjson", "--payouts", published("payouts-1.json"));
    assertEquals(
        Files.readString(home.resolve("public/epoch-2.ndjson")), get("/v1/epochs/2/receipts"));
    assertTrue(get("/v1/epochs/3/receipts").contains("epoch_not_found"));
    assertTrue(get("/v1/receipts/" + later).contains("\"inclusion\":{\"epoch\":\"2\""));
    assertFalse(
        Files.readString(home.resolve("public/epoch-1.ndjson")).contains(payer.channel().text()));
    JsonNode payouts = RunningStack.JSON.readTree(home.resolve("public/payouts-2.json").toFile());
    assertEquals(4, payouts.path("leaves").size());
  }

  @Test
  void whatIsNotSettledYet_isPublicToo() throws Exception {
    Payer payer = stack.payer();
    stack.charge(payer, 1234);
    CallId open = stack.charge(payer, 5);
    stack.bean(Publication.class).publishOpen();

    List<String> receipts = Files.readAllLines(home.resolve("public/open.ndjson"));
    assertEquals(2, receipts.size());
    assertTrue(
        receipts.stream()
            .map(new ReceiptReader()::read)
            .anyMatch(each -> each.receipt().callId().equals(open)));
    JsonNode voucher =
        RunningStack.JSON.readTree(
            Files.readAllLines(home.resolve("public/vouchers.ndjson")).getFirst());
    assertEquals(payer.channel().text(), voucher.path("channelId").asText());
    assertEquals("1239", voucher.path("total").asText());
    assertEquals("1239", voucher.path("voucher").path("maxClaimableAmount").asText());
    assertEquals(payer.config().payer().text(), voucher.path("config").path("payer").asText());

    settle();
    assertEquals("", Files.readString(home.resolve("public/open.ndjson")));
  }

  /** By the command, with no gateway. */
  private void assertAudited(String epoch, String receipts, String... more) {
    StringWriter out = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("--epoch", epoch));
    arguments.addAll(List.of("--rpc", stack.anvil.rpcUrl().toString()));
    arguments.addAll(List.of("--receipts", published(receipts)));
    arguments.addAll(List.of(more));
    int exit =
        new CommandLine(new AuditCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute(arguments.toArray(String[]::new));
    assertEquals(0, exit, out.toString());
    assertTrue(out.toString().contains("Everything agrees."), out.toString());
  }

  private String published(String file) {
    return home.resolve("public").resolve(file).toString();
  }

  private void settle() {
    Settlement settled = stack.bean(SettlementJob.class).settle(PATIENCE).orElseThrow();
    assertEquals(Settlement.Outcome.POSTED, settled.outcome());
  }

  /** By the file, the last table and the chain's words only. */
  private PayoutTable recomputed(long epoch, PayoutTable last) throws Exception {
    RegistryRecords records =
        new RegistryRecords(
            new AssetRegistryContract(stack.chain, stack.deployment.assetRegistry()));
    EpochAccounts.Builder builder = EpochAccounts.after(last);
    List<Receipt> read = new ArrayList<>();
    Path file = home.resolve("public/epoch-" + epoch + ".ndjson");
    try (ReceiptLines lines = ReceiptLines.ofEpoch(Files.newInputStream(file))) {
      Domain domain = lines.header().domain();
      for (Optional<SignedReceipt> next = lines.next(); next.isPresent(); next = lines.next()) {
        Receipt receipt = next.get().receipt();
        assertEquals(Optional.empty(), ReceiptCheck.arithmetic(receipt));
        assertEquals(Optional.empty(), ReceiptCheck.terms(receipt, records));
        assertEquals(Optional.empty(), ReceiptCheck.split(receipt, records));
        builder.add(
            receipt.digest(domain),
            receipt.split().stream()
                .map(share -> new Owed(share.payee(), share.millionths()))
                .toList());
        read.add(receipt);
      }
      assertEquals(lines.header().receipts(), read.size());
      EpochAccounts accounts = builder.close();
      assertEquals(lines.header().roots(), accounts.roots());
      assertEquals(stack.pool().activatedRoots(epoch).orElseThrow(), accounts.roots().hash());
      return accounts.table();
    }
  }

  private interface Tampering {
    void on(JsonNode json);
  }

  private void assertFinds(String check, String receipt, Tampering tampering) throws Exception {
    JsonNode json = RunningStack.JSON.readTree(receipt);
    tampering.on(json);
    Printed found = verify(json.toString());
    assertEquals(1, found.exitCode(), found.text());
    assertTrue(found.text().contains("✗ " + check), found.text());
  }

  private static void put(JsonNode json, String object, String field, String value) {
    ((ObjectNode) json.at("/signed/" + object)).put(field, value);
  }

  private Printed verify(String receipt) throws Exception {
    Path file = home.resolve("receipt.json");
    Files.writeString(file, receipt);
    StringWriter text = new StringWriter();
    CommandLine line =
        new CommandLine(new VerifyCommand())
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true));
    int exit = line.execute(file.toString(), "--rpc", stack.rpcUrl.toString());
    return new Printed(exit, text.toString());
  }

  private String get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(stack.server.getURI().resolve(path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
