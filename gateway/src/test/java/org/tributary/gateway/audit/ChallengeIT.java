package org.tributary.gateway.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.Credit;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.Share;
import org.tributary.gateway.settlement.TestAnvil;
import picocli.CommandLine;

/**
 * A test operator commits every kind of fraud against a model with 32 ancestors; the commands find
 * each and have it rejected, for the gas that docs/gas.md says and never more than the bound.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChallengeIT {
  private static final long MAX_GAS = 1_500_000;
  private static final double TOLERANCE = 0.02;
  private static final Path DOCUMENTED = Path.of("../docs/gas.md");
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  /** Paid in the first epoch and not in the second, and the other way round. */
  private static final int OLD_WORKER = 1;

  private static final int NEW_WORKER = 2;
  private static final Address OLD = TestOperator.address(300 + OLD_WORKER);
  private static final Address NEW = TestOperator.address(300 + NEW_WORKER);

  private Path folder;
  private TestOperator operator;
  private Path challengerKey;
  private List<Receipt> paid = List.of();
  private final Map<String, Long> gas = new TreeMap<>();

  private record Printed(int exit, String out, String err) {
    JsonNode json() throws IOException {
      assertTrue(out.startsWith("{"), out + err);
      return new ObjectMapper().readTree(out);
    }
  }

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    operator = new TestOperator(folder);
    challengerKey = folder.resolve("challenger.key");
    Files.writeString(challengerKey, TestAnvil.fundedKey(operator.chain).secretHex());
    List<Receipt> receipts = operator.receipts(5, OLD_WORKER);
    paid = receipts;
    Draft first = operator.draft(receipts);
    operator.post(first);
    operator.publish(1, receipts, first);
    assertAgrees(1);
    operator.activate(first);
  }

  @AfterAll
  void stop() {
    operator.close();
  }

  @Test
  void everyKindOfFraud_isFoundAndRejected() throws Exception {
    lie("emptyTable", Draft::claimEmpty);
    lie("wrongSum", draft -> draft.claim(2, 1, 12_345));
    lie("wrongAmount", draft -> draft.claim(0, 3, 77));
    lie("disorder", draft -> draft.swap(4, 5));
    lie("emptyCredits", draft -> draft.leaf(OLD, ChallengeIT::creditedForNothing));
    lie("wrongCreditsSum", draft -> draft.claimCredits(TestOperator.GATEWAY, 1, 0, 5_000_000));
    lie("wrongCreditAmount", draft -> draft.claimCredits(TestOperator.GATEWAY, 0, 2, 5_000_000));
    lie("creditDisorder", draft -> draft.credit(TestOperator.GATEWAY, ChallengeIT::doubled));
    lie("wrongIncrease", draft -> draft.leaf(NEW, leaf -> with(leaf, 0, 1)));
    lie("wrongPrevious", draft -> draft.leaf(TestOperator.GATEWAY, leaf -> with(leaf, 9, 9)));
    lie("unfounded", draft -> draft.leaf(NEW, leaf -> with(leaf, 500, 500)));
    lie("dropped", draft -> draft.remove(OLD));
    lie("creditWithoutReceipt", draft -> draft.credit(NEW, ChallengeIT::ofNoReceipt));
    lie("wrongCredit", draft -> draft.credit(NEW, ChallengeIT::raised));
    lie("missingCredit", draft -> draft.credit(NEW, ChallengeIT::shortened));
    lie("missingAccount", draft -> draft.remove(NEW));
    lieInAReceipt("wrongReceipt", List.of(1), ChallengeIT::withItsLastAncestorsShareForTheGateway);
    lieInAReceipt("overlap", List.of(0, 1), receipt -> receipt);
    chargeAgain();
    assertEquals(18, gas.size());
    assertDocumented();
  }

  @Test
  void anHonestEpoch_cannotBeChallenged() throws Exception {
    String before = operator.anvil.snapshot();
    List<Receipt> receipts = operator.receipts(3, NEW_WORKER);
    Draft honest = operator.draft(receipts);
    operator.post(honest);
    operator.publish(2, receipts, honest);
    assertAgrees(2);
    Printed refused = challenge(2);
    assertEquals(2, refused.exit());
    assertFalse(refused.json().path("proven").asBoolean());
    operator.anvil.revert(before);
  }

  @Test
  void anActiveEpoch_canBeAuditedAndNotChallenged() throws Exception {
    assertAgrees(1);
    Path kept = operator.receiptsFile(1);
    List<String> lines = new ArrayList<>(Files.readAllLines(kept));
    List<String> shorter = lines.subList(0, lines.size() - 1);
    Path copy = folder.resolve("withheld.ndjson");
    Files.write(copy, shorter);
    Printed withheld =
        run(new AuditCommand(), "--epoch", "1", "--receipts", copy.toString(), "--json");
    assertEquals(2, withheld.exit());
    assertTrue(withheld.json().path("challenge").isNull());
    assertTrue(withheld.json().path("finding").asText().contains("not those that were posted"));
  }

  @Test
  void anAudit_saysWhatItLacks() {
    Printed noTable =
        run(new AuditCommand(), "--epoch", "1", "--receipts", folder.resolve("no").toString());
    assertEquals(1, noTable.exit());
    Printed other =
        run(new AuditCommand(), "--epoch", "7", "--receipts", operator.receiptsFile(1).toString());
    assertTrue(other.err().contains("has the receipts of epoch 1"), other.err());
  }

  private void lie(String fault, Consumer<Draft> lie) throws Exception {
    List<Receipt> receipts = operator.receipts(5, NEW_WORKER);
    Draft draft = operator.draft(receipts);
    lie.accept(draft);
    convict(fault, receipts, draft);
  }

  private void lieInAReceipt(String fault, List<Integer> which, UnaryOperator<Receipt> lie)
      throws Exception {
    List<Receipt> receipts = new ArrayList<>(operator.receipts(5, NEW_WORKER));
    Receipt wrong = lie.apply(receipts.get(which.getFirst()));
    receipts.set(which.getLast(), wrong);
    convict(fault, receipts, operator.draft(receipts));
  }

  /** A receipt that the first epoch has paid already. */
  private void chargeAgain() throws Exception {
    List<Receipt> receipts = new ArrayList<>(operator.receipts(4, NEW_WORKER));
    receipts.add(paid.getFirst());
    Draft draft = operator.draft(receipts);
    String before = operator.anvil.snapshot();
    operator.post(draft);
    operator.publish(2, receipts, draft);
    // One epoch by itself does not show it.
    assertAgrees(2);
    String earlier = operator.receiptsFile(1).toString();
    Printed printed = challenge(2, "--earlier", earlier);
    assertEquals("overlap", printed.json().at("/audit/challenge").asText(), printed.out());
    assertFalse(operator.pool.hasPending());
    operator.anvil.revert(before);
  }

  private void convict(String fault, List<Receipt> receipts, Draft draft) throws Exception {
    String before = operator.anvil.snapshot();
    operator.post(draft);
    operator.publish(2, receipts, draft);
    JsonNode audit = audit(2).json();
    assertEquals(fault, audit.path("challenge").asText(), audit.toString());
    JsonNode dry = challenge(2, "--dry-run").json();
    assertTrue(dry.path("proven").asBoolean(), dry.toString());
    assertTrue(operator.pool.hasPending());
    JsonNode done = challenge(2).json();
    assertFalse(operator.pool.hasPending(), done.toString());
    assertEquals(
        new BigInteger("1000000000000").shiftRight(1),
        new BigInteger(done.path("reward").asText()));
    gas.put(fault, done.path("gasUsed").asLong());
    operator.anvil.revert(before);
  }

  private void assertAgrees(long epoch) throws Exception {
    Printed printed = audit(epoch);
    assertEquals(0, printed.exit(), printed.out() + printed.err());
    assertTrue(printed.json().path("agrees").asBoolean());
  }

  private Printed audit(long epoch) {
    return run(new AuditCommand(), files(epoch));
  }

  private Printed challenge(long epoch, String... more) {
    List<String> arguments = new ArrayList<>(List.of(files(epoch)));
    arguments.addAll(List.of("--key", challengerKey.toString()));
    arguments.addAll(List.of(more));
    return run(new ChallengeCommand(), arguments.toArray(String[]::new));
  }

  private String[] files(long epoch) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--json",
                "--epoch",
                Long.toString(epoch),
                "--receipts",
                operator.receiptsFile(epoch).toString(),
                "--payouts",
                operator.payoutsFile(epoch).toString()));
    if (epoch > 1) {
      arguments.add(operator.payoutsFile(epoch - 1).toString());
    }
    return arguments.toArray(String[]::new);
  }

  private Printed run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--rpc", operator.anvil.rpcUrl().toString()));
    int exit =
        new CommandLine(command)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Printed(exit, out.toString(), err.toString());
  }

  private static PayoutLeaf with(PayoutLeaf leaf, long previous, long amount) {
    return new PayoutLeaf(
        leaf.payee(),
        leaf.previous().add(BigInteger.valueOf(previous)),
        leaf.amount().add(BigInteger.valueOf(amount)),
        leaf.credits());
  }

  private static PayoutLeaf creditedForNothing(PayoutLeaf leaf) {
    CreditsCommitment credits =
        new CreditsCommitment(Bytes32.ZERO, 0, MILLION.multiply(MILLION), leaf.credits().carry());
    return Draft.granted(leaf, credits);
  }

  private static List<Credit> doubled(List<Credit> credits) {
    credits.set(2, credits.get(1));
    return credits;
  }

  private static List<Credit> ofNoReceipt(List<Credit> credits) {
    credits.set(4, new Credit(99, credits.get(4).millionths()));
    return credits;
  }

  private static List<Credit> raised(List<Credit> credits) {
    Credit credit = credits.get(3);
    credits.set(3, new Credit(credit.receipt(), credit.millionths().add(MILLION)));
    return credits;
  }

  private static List<Credit> shortened(List<Credit> credits) {
    credits.remove(2);
    return credits;
  }

  private static Receipt withItsLastAncestorsShareForTheGateway(Receipt receipt) {
    List<Share> split = new ArrayList<>(receipt.split());
    Share last = split.getLast();
    split.set(
        split.size() - 1,
        new Share(last.role(), last.asset(), TestOperator.GATEWAY, last.millionths()));
    return new Receipt(
        receipt.callId(),
        receipt.modelAsset(),
        receipt.contentHash(),
        receipt.channelTag(),
        receipt.from(),
        receipt.to(),
        receipt.request(),
        receipt.answer(),
        receipt.usage(),
        receipt.prices(),
        receipt.period(),
        receipt.termsVersion(),
        receipt.workers(),
        split,
        receipt.time());
  }

  /** Prints what was measured, and compares it with what is written. */
  private void assertDocumented() throws IOException {
    List<String> rows =
        gas.entrySet().stream()
            .map(each -> String.format(Locale.ROOT, "| %s | %,d |", each.getKey(), each.getValue()))
            .toList();
    System.out.println("gas of challenges:\n" + String.join("\n", rows));
    List<String> documented = Files.readAllLines(DOCUMENTED);
    int at = documented.indexOf("<!-- challenges -->") + 3;
    for (Map.Entry<String, Long> each : gas.entrySet()) {
      assertTrue(each.getValue() <= MAX_GAS, each.toString());
      String row = documented.get(at++);
      assertTrue(row.startsWith("| " + each.getKey() + " |"), row);
      long written = Long.parseLong(row.replaceAll("[^0-9]", ""));
      assertEquals(written, each.getValue(), TOLERANCE * written, row);
    }
  }
}
