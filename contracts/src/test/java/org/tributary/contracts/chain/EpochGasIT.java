package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tributary.contracts.chain.RevenuePoolContract.Payout;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.ClaimBatch;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.Voucher;

/**
 * What an epoch of a thousand calls costs the operator, from the receipts of its transactions: what
 * docs/gas.md says must still be true.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EpochGasIT {
  private static final int CALLS = 1000;
  private static final int PRICE = 40;
  private static final long MAX_GAS_PER_CALL = 200;
  private static final double TOLERANCE = 0.01;
  private static final Address BEFORE = new Address("0x" + "0".repeat(39) + "1");
  private static final Path DOCUMENTED = Path.of("../docs/gas.md");
  private static final BigInteger DEPOSIT = BigInteger.valueOf(1_000_000);

  private Anvil anvil;
  private Chain chain;
  private Domain domain;
  private SigningKey operatorKey;
  private TxSender operator;
  private Deployment deployment;
  private BatchSettlementContract settlement;
  private DevTokenContract erc20;
  private RevenuePoolContract pool;
  private BigInteger opened = BigInteger.ZERO;

  /** A channel and what it has been charged since it began. */
  private record Charged(ChannelConfig config, SigningKey authorizer, BigInteger total) {
    Charged and(long more) {
      return new Charged(config, authorizer, total.add(BigInteger.valueOf(more)));
    }
  }

  /** The gas of one epoch's steps, each in a transaction of its own, and in two transactions. */
  private record Epoch(long claim, long settle, long propose, long activate, long inTwo) {
    long apart() {
      return claim + settle + propose + activate;
    }
  }

  @BeforeAll
  void start() throws Exception {
    anvil = Anvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    domain = SettlementDomain.of(chain.chainId());
    operatorKey = Anvil.fundedKey(chain);
    operator = TxSender.of(chain, operatorKey);
    deployment =
        Deployer.deploy(
            chain,
            operator,
            new Deployer.Options(operator.address(), operator.address(), Duration.ZERO));
    settlement = new BatchSettlementContract(chain);
    erc20 = new DevTokenContract(chain, deployment.erc20());
    pool = new RevenuePoolContract(chain, deployment.revenuePool());
  }

  @AfterAll
  void stop() {
    if (anvil != null) {
      anvil.close();
    }
  }

  @Test
  void anEpochOfAThousandCalls_costsTheOperatorAtMostTheBound() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int channels : new int[] {1, 10, 100}) {
      Epoch epoch = epoch(channels);
      rows.add(
          row(
              channels,
              epoch.claim(),
              epoch.settle(),
              epoch.propose(),
              epoch.activate(),
              epoch.apart(),
              epoch.inTwo(),
              epoch.inTwo() / CALLS));
      if (channels == 1) {
        long perCall = Math.ceilDiv(epoch.inTwo(), CALLS);
        assertTrue(perCall <= MAX_GAS_PER_CALL, perCall + " gas a call");
      }
    }
    assertDocumented("epochs", rows);
  }

  @Test
  void aPayout_costsWhoeverSendsIt() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int payees : new int[] {4, 100, 10_000}) {
      erc20.faucet(operator, pool.address(), BigInteger.valueOf(payees));
      PayoutTable table = newPayees(payees);
      EpochRoots roots = EpochRoots.of(table, Bytes32.ZERO);
      long number = pool.activeEpoch() + 1;
      long posted = pool.propose(operator, number, roots).gasUsed();
      pool.activate(operator);
      List<Payout> payouts = payouts(table);
      Payout first = payouts.getFirst();
      long alone = pool.claim(operator, number, roots, first.leaf(), first.proof()).gasUsed();
      int batch = Math.min(50, payees - 1);
      long many = pool.claimMany(operator, number, roots, payouts.subList(1, 1 + batch)).gasUsed();
      assertEquals(BigInteger.ONE, pool.claimed(payouts.get(batch).leaf().payee()));
      rows.add(row(payees, posted, alone, batch, many / batch));
    }
    assertDocumented("payouts", rows);
  }

  /** The second of two epochs on the same channels: their storage has been written before. */
  private Epoch epoch(int channels) {
    List<Charged> charged = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      charged.add(open().and(1));
    }
    claim(charged);
    pool.settle(operator);
    post();
    List<Charged> second = charged.stream().map(each -> each.and(share(channels))).toList();
    long claim = claim(second);
    long settle = pool.settle(operator).gasUsed();
    EpochRoots roots = next();
    long number = pool.activeEpoch() + 1;
    long propose = pool.propose(operator, number, roots).gasUsed();
    long activate = pool.activate(operator).gasUsed();
    List<Charged> third = second.stream().map(each -> each.and(share(channels))).toList();
    return new Epoch(claim, settle, propose, activate, inTwo(third));
  }

  /** As an operator does that saves: claim and settle, then post. */
  private long inTwo(List<Charged> charged) {
    ClaimBatch batch = batch(charged);
    Signature signature = operatorKey.sign(batch.digest(domain));
    long first =
        settlement
            .claimAndSettle(operator, batch, signature, pool.address(), erc20.address())
            .gasUsed();
    return first
        + pool.proposeAndActivate(operator, pool.activeEpoch() + 1, next(), List.of()).gasUsed();
  }

  private void post() {
    pool.propose(operator, pool.activeEpoch() + 1, next());
    pool.activate(operator);
  }

  /** All that came in, to four payees. */
  private EpochRoots next() {
    BigInteger[] shares = pool.received().divideAndRemainder(BigInteger.valueOf(4));
    List<PayoutLeaf> leaves = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      leaves.add(leaf(address(i), i == 0 ? shares[0].add(shares[1]) : shares[0]));
    }
    return EpochRoots.of(PayoutTable.of(leaves), word(7));
  }

  /** One base unit for each of so many payees; what was granted before is one leaf more. */
  private PayoutTable newPayees(int payees) {
    List<PayoutLeaf> leaves = new ArrayList<>();
    leaves.add(leaf(BEFORE, pool.activatedTotal()));
    for (int i = 0; i < payees; i++) {
      leaves.add(leaf(address(payees * 100_000L + i), BigInteger.ONE));
    }
    return PayoutTable.of(leaves);
  }

  private static PayoutLeaf leaf(Address payee, BigInteger amount) {
    return new PayoutLeaf(payee, BigInteger.ZERO, amount, CreditsCommitment.NONE);
  }

  private static List<Payout> payouts(PayoutTable table) {
    return table.leaves().stream()
        .filter(leaf -> !leaf.payee().equals(BEFORE))
        .map(leaf -> new Payout(leaf, table.proof(leaf.payee()).orElseThrow()))
        .toList();
  }

  private static long share(int channels) {
    return (long) PRICE * CALLS / channels;
  }

  private long claim(List<Charged> charged) {
    ClaimBatch batch = batch(charged);
    return settlement
        .claimWithSignature(operator, batch, operatorKey.sign(batch.digest(domain)))
        .gasUsed();
  }

  private ClaimBatch batch(List<Charged> charged) {
    return new ClaimBatch(
        charged.stream()
            .map(each ->
                new Claim(
                    each.config(),
                    new Voucher(each.config().id(domain), each.total())
                        .sign(each.authorizer(), domain),
                    each.total()))
            .toList());
  }

  private Charged open() {
    SigningKey payer = SigningKey.random();
    SigningKey authorizer = SigningKey.random();
    opened = opened.add(BigInteger.ONE);
    ChannelConfig config =
        new ChannelConfig(
            payer.address(),
            authorizer.address(),
            deployment.revenuePool(),
            deployment.operatorAuthorizer(),
            deployment.erc20(),
            Duration.ofDays(1),
            Bytes32.of(opened));
    erc20.faucet(operator, payer.address(), DEPOSIT);
    settlement.deposit(
        operator,
        config,
        new DepositAuthorization(
                payer.address(),
                config.id(domain),
                DEPOSIT,
                Instant.EPOCH,
                Instant.ofEpochSecond(1L << 40),
                BigInteger.ONE)
            .sign(payer, erc20.domain()));
    return new Charged(config, authorizer, BigInteger.ZERO);
  }

  /** Prints the rows, keeps them, and compares each figure with the documented one. */
  private static void assertDocumented(String table, List<String> rows) throws IOException {
    String measured = String.join("\n", rows);
    System.out.println("gas of " + table + ":\n" + measured);
    Path kept = Files.createDirectories(Path.of("target/gas")).resolve(table + ".md");
    Files.writeString(kept, measured + "\n");
    List<String> documented = Files.readAllLines(DOCUMENTED);
    int at = documented.indexOf("<!-- " + table + " -->") + 3;
    for (String row : rows) {
      assertRow(documented.get(at++), row);
    }
  }

  private static void assertRow(String documented, String measured) {
    List<Double> expected = figures(documented);
    List<Double> found = figures(measured);
    assertEquals(expected.size(), found.size(), documented);
    for (int i = 0; i < found.size(); i++) {
      // A signature with more zero bytes is a little cheaper to send.
      double allowed = Math.max(1, TOLERANCE * expected.get(i));
      String both = "documented " + documented + ", measured " + measured;
      assertEquals(expected.get(i), found.get(i), allowed, both);
    }
  }

  private static List<Double> figures(String row) {
    return List.of(row.replaceAll("[| ]+", " ").strip().split(" ")).stream()
        .map(figure -> Double.valueOf(figure.replace(",", "")))
        .toList();
  }

  private static String row(long... figures) {
    StringBuilder row = new StringBuilder("|");
    for (long figure : figures) {
      row.append(String.format(Locale.ROOT, " %,d |", figure));
    }
    return row.toString();
  }

  private static Address address(long n) {
    byte[] hash = Keccak256.hash(BigInteger.valueOf(n).toByteArray()).bytes();
    return new Address("0x" + HexFormat.of().formatHex(hash, 12, 32));
  }

  private static Bytes32 word(int n) {
    return Keccak256.hash(new byte[] {(byte) n});
  }
}
