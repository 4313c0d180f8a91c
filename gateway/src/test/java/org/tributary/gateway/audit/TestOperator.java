package org.tributary.gateway.audit;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.chain.ArbiterContract;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.RegistryRecords;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Delivered;
import org.tributary.contracts.receipt.EpochHeader;
import org.tributary.contracts.receipt.OwnerRecords;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptWriter;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.receipt.Usage;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.publication.PayoutsFile;
import org.tributary.gateway.settlement.TestAnvil;

/** Runs a judged pool by hand: a model with 32 ancestors, epochs as it likes, and their files. */
final class TestOperator implements AutoCloseable {
  static final Address GATEWAY = address(1);

  private static final Duration DELAY = Duration.ofDays(1);
  private static final Duration PERIOD = Duration.ofHours(1);
  private static final AssetTerms TERMS = new AssetTerms(150_000, 40_000, 600_000, 5, 6000, 500);

  final TestAnvil anvil = TestAnvil.start();
  final Chain chain = Chain.connect(anvil.rpcUrl());
  final SigningKey key = TestAnvil.fundedKey(chain);
  final TxSender sender = TxSender.of(chain, key);
  final Deployment at;
  final RevenuePoolContract pool;
  final AssetId model;

  /** Of the last activated epoch. */
  PayoutTable table = PayoutTable.EMPTY;

  private final AssetRegistryContract registry;
  private final OwnerRecords records;
  private final Domain domain;
  private final Path folder;
  private final Random random = new Random(7);
  private long charged;

  TestOperator(Path folder) throws IOException {
    this.folder = folder;
    Deployer.RegistryTimes times =
        new Deployer.RegistryTimes(PERIOD, Duration.ofMinutes(1), PERIOD);
    at =
        Deployer.deploy(
            chain,
            sender,
            new Deployer.Options(sender.address(), sender.address(), DELAY).with(times));
    pool = new RevenuePoolContract(chain, at.revenuePool());
    pool.authorizer().addReceiptSigner(sender, key.address());
    registry = new AssetRegistryContract(chain, at.assetRegistry());
    domain = Receipt.domain(chain.chainId(), pool.address());
    money().faucet(sender, pool.address(), DevTokenContract.FAUCET_CAP);
    model = registerFamily();
    records = new RegistryRecords(registry);
    DevelopmentChain.of(chain).advance(PERIOD.multipliedBy(2));
  }

  /** Eight parents with three of their own each; everyone is paid at an address of its own. */
  private AssetId registerFamily() {
    List<Parent> parents = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<Parent> theirs = new ArrayList<>();
      for (int j = 0; j < 3; j++) {
        theirs.add(new Parent(register(10 * i + j, AssetKind.DATASET, List.of()), 1000));
      }
      parents.add(new Parent(register(10 * i + 9, AssetKind.DATASET, theirs), 1000));
    }
    return register(1000, AssetKind.MODEL, parents);
  }

  private AssetId register(int n, AssetKind kind, List<Parent> parents) {
    AssetDescription about =
        new AssetDescription(
            kind, word(n), word(n + 1), "ipfs://" + n, "asset " + n, "Owner", "CC0-1.0", parents);
    AssetTerms terms = kind == AssetKind.DATASET ? AssetTerms.NONE : TERMS;
    AssetId id =
        registry.register(
            sender, new AssetRegistration(about, Consent.openFrom(0), terms), Bytes32.ZERO);
    registry.setPayout(sender, id, address(5000 + n));
    return id;
  }

  List<Receipt> receipts(int count, int... workers) {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      receipts.add(receipt(workers));
    }
    return receipts;
  }

  private Receipt receipt(int... workers) {
    Instant time = chain.block(chain.blockNumber()).orElseThrow().time();
    long period = records.periodOf(time);
    OwnerRecords.Terms terms = records.termsAt(model, period);
    Usage usage =
        new Usage(random.nextInt(900, 9000), random.nextInt(900), random.nextInt(1, 900), 0);
    List<Delivered> delivered = new ArrayList<>();
    for (int worker : workers) {
      delivered.add(
          new Delivered(address(200 + worker), address(300 + worker), random.nextInt(500)));
    }
    long from = charged;
    charged += terms.prices().charge(usage);
    OwnerRecords.Model known = records.model(model).orElseThrow();
    return new Receipt(
        CallId.random(0, random),
        model,
        known.contentHash(),
        word(77),
        from,
        charged,
        word(random.nextInt()),
        word(random.nextInt()),
        usage,
        terms.prices(),
        period,
        terms.version(),
        delivered,
        Split.of(
            charged - from,
            terms.split(),
            GATEWAY,
            delivered,
            party(model, period),
            known.lineage().ancestors().stream()
                .map(each -> new Split.Ancestor(party(each.asset(), period), each.ppb()))
                .toList()),
        time);
  }

  private Split.Party party(AssetId asset, long period) {
    return new Split.Party(asset, records.payeeAt(asset, period));
  }

  Draft draft(List<Receipt> receipts) {
    return new Draft(table, receipts, domain);
  }

  long nextEpoch() {
    return pool.activeEpoch() + 1;
  }

  void post(Draft draft) {
    pool.propose(sender, nextEpoch(), draft.roots());
  }

  void activate(Draft draft) {
    DevelopmentChain.of(chain).advance(DELAY);
    pool.activate(sender);
    table = draft.accounts.table();
  }

  /** The files of an epoch, written as a gateway would. */
  void publish(long epoch, List<Receipt> receipts, Draft draft) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        new EpochHeader(
                epoch,
                chain.chainId(),
                pool.address(),
                at.assetRegistry(),
                draft.roots(),
                receipts.size())
            .write());
    receipts.forEach(each -> lines.add(ReceiptWriter.write(each.sign(key, domain))));
    Files.write(receiptsFile(epoch), lines);
    Files.writeString(
        payoutsFile(epoch), PayoutsFile.write(new PublishedPayouts(epoch, draft.leaves)));
  }

  Path receiptsFile(long epoch) {
    return folder.resolve("epoch-" + epoch + ".ndjson");
  }

  Path payoutsFile(long epoch) {
    return folder.resolve("payouts-" + epoch + ".json");
  }

  ArbiterContract arbiter() {
    return pool.arbiter().orElseThrow();
  }

  private DevTokenContract money() {
    return new DevTokenContract(chain, at.erc20());
  }

  static Address address(int n) {
    return new Address("0x%040x".formatted(n));
  }

  static Bytes32 word(int n) {
    return Keccak256.hash(BigInteger.valueOf(n).toByteArray());
  }

  @Override
  public void close() {
    anvil.close();
  }
}
