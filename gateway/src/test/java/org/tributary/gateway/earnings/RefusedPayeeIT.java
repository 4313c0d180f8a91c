package org.tributary.gateway.earnings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.RevenuePoolContract.Payout;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.EpochHeader;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.publication.PayoutsFile;
import org.tributary.gateway.settlement.TestAnvil;
import picocli.CommandLine;

/** Among the payees is one that the erc20 does not let be paid: the zero address. */
class RefusedPayeeIT {
  private static final Address REFUSED = address(0);
  private static final List<Address> OTHERS = List.of(address(11), address(12));

  @TempDir Path folder;
  private TestAnvil anvil;
  private Chain chain;
  private TxSender operator;
  private Deployment at;
  private RevenuePoolContract pool;
  private EpochAccounts accounts;
  private Path key;

  @BeforeEach
  void start() throws IOException {
    anvil = TestAnvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    SigningKey secret = TestAnvil.fundedKey(chain);
    operator = TxSender.of(chain, secret);
    at =
        Deployer.deploy(
            chain,
            operator,
            new Deployer.Options(operator.address(), operator.address(), Duration.ZERO));
    pool = new RevenuePoolContract(chain, at.revenuePool());
    erc20().faucet(operator, pool.address(), BigInteger.valueOf(10_000));
    key = folder.resolve("key");
    Files.writeString(key, secret.secretHex());
    post();
  }

  @AfterEach
  void stop() {
    anvil.close();
  }

  private void post() throws IOException {
    EpochAccounts.Builder receipts = EpochAccounts.after(PayoutTable.EMPTY);
    receipts.add(
        Bytes32.of(BigInteger.ONE),
        List.of(
            new Owed(REFUSED, 5_000_000_000L),
            new Owed(OTHERS.getFirst(), 3_000_000_000L),
            new Owed(OTHERS.getLast(), 2_000_000_000L)));
    accounts = receipts.close();
    pool.proposeAndActivate(operator, 1, accounts.roots(), List.of());
    EpochHeader header =
        new EpochHeader(
            1, chain.chainId(), pool.address(), at.assetRegistry(), accounts.roots(), 1);
    Files.writeString(folder.resolve("epoch-1.ndjson"), header.write() + "\n");
    Files.writeString(
        folder.resolve("payouts-1.json"),
        PayoutsFile.write(PublishedPayouts.of(1, accounts.table())));
  }

  @Test
  void claims_areMadeForAllOthers_andTheRefusedIsNamed() throws IOException {
    String paid = claim();
    assertTrue(paid.contains("NOT PAID  " + REFUSED), paid);
    assertOnlyOthersArePaid();
    var again = RunningStack.JSON.readTree(claim("--json"));
    assertEquals(0, again.path("payments").size(), again.toString());
    assertEquals(REFUSED.text(), again.path("unpayable").path(0).path("payee").asText());
  }

  @Test
  void inABatch_thePoolPassesItOver() {
    List<Payout> all =
        accounts.table().leaves().stream()
            .map(leaf -> new Payout(leaf, accounts.table().proof(leaf.payee()).orElseThrow()))
            .toList();
    pool.claimMany(operator, 1, accounts.roots(), all);
    assertOnlyOthersArePaid();
  }

  private void assertOnlyOthersArePaid() {
    assertEquals(BigInteger.valueOf(3_000), erc20().balanceOf(OTHERS.getFirst()));
    assertEquals(BigInteger.valueOf(2_000), erc20().balanceOf(OTHERS.getLast()));
    assertEquals(BigInteger.ZERO, pool.claimed(REFUSED));
    assertEquals(BigInteger.valueOf(5_000), pool.totalClaimed());
  }

  private String claim(String... more) {
    StringWriter text = new StringWriter();
    CommandLine line =
        new CommandLine(new ClaimCommand())
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true));
    List<String> all =
        new ArrayList<>(
            List.of(
                "--payouts",
                folder.resolve("payouts-1.json").toString(),
                "--rpc",
                anvil.rpcUrl().toString(),
                "--key-file",
                key.toString()));
    all.addAll(List.of(more));
    assertEquals(0, line.execute(all.toArray(String[]::new)), text.toString());
    return text.toString();
  }

  private DevTokenContract erc20() {
    return new DevTokenContract(chain, at.erc20());
  }

  private static Address address(int number) {
    return new Address("0x%040x".formatted(number));
  }
}
