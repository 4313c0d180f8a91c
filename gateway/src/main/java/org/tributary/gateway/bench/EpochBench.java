package org.tributary.gateway.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Delivered;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptReader;
import org.tributary.contracts.receipt.ReceiptWriter;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.receipt.Usage;
import org.tributary.contracts.typeddata.Domain;

/** Measures an epoch's arithmetic on receipts of its own making. */
final class EpochBench {
  private static final OperatingSystemMXBean OS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final SigningKey KEY = SigningKey.fromHex("1".repeat(64));
  private static final int WORKERS = 100;
  private static final long MOST = 1_000_000_000;

  private final Random random = new Random(1);
  private final List<Address> payees = new ArrayList<>();
  private final List<Bytes32> digests = new ArrayList<>();
  private final List<List<Owed>> splits = new ArrayList<>();

  /** Seconds of CPU until the roots were there, and until every payee's proof was, too. */
  record Computed(double rootsSeconds, double proofsSeconds, int payees, long largestProofBytes) {}

  /** Gateway, worker, the model's owner and its ancestors: one share each for a receipt. */
  EpochBench(int payees, int receipts, int ancestors) {
    for (int i = 0; i < payees; i++) {
      this.payees.add(new Address("0x%040x".formatted(new BigInteger(160, random))));
    }
    for (int i = 0; i < receipts; i++) {
      digests.add(Bytes32.of(new BigInteger(256, random)));
      splits.add(split(i, ancestors));
    }
  }

  /** The second epoch after one like it, so that each leaf has a past and a carry. */
  Computed compute(PayoutTable last) {
    long began = cpuNanos();
    EpochAccounts accounts = accounts(last);
    accounts.roots();
    double roots = seconds(began);
    long largest = 0;
    for (int i = 0; i < accounts.table().leaves().size(); i++) {
      // On the chain a sibling is two words.
      largest = Math.max(largest, accounts.table().tree().proof(i).siblings().size() * 64L);
    }
    return new Computed(roots, seconds(began), accounts.table().leaves().size(), largest);
  }

  PayoutTable lastTable() {
    return accounts(PayoutTable.EMPTY).table();
  }

  /** Writes the epoch's receipts, signed, as a gateway publishes them. */
  void publish(Path file) throws IOException {
    Domain domain = domain();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < splits.size(); i++) {
        out.write(ReceiptWriter.write(receipt(i).sign(KEY, domain)));
        out.newLine();
      }
    }
  }

  /**
   * Seconds from a file of published receipts to roots and proofs, with each receipt read, hashed
   * and its signature checked.
   */
  double verifySeconds(Path file) throws IOException {
    Domain domain = domain();
    Address signer = KEY.address();
    long began = cpuNanos();
    ReceiptReader reader = new ReceiptReader();
    EpochAccounts.Builder builder = EpochAccounts.after(PayoutTable.EMPTY);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        SignedReceipt signed = reader.read(line);
        Bytes32 digest = signed.receipt().digest(domain);
        if (!Signatures.isBy(signer, digest, signed.signature())) {
          throw new IllegalStateException("a receipt that we signed is not ours");
        }
        builder.add(digest, owed(signed.receipt()));
      }
    }
    EpochAccounts accounts = builder.close();
    accounts.roots();
    accounts.table().leaves().forEach(leaf -> accounts.table().proof(leaf.payee()));
    return seconds(began);
  }

  private Domain domain() {
    return Receipt.domain(1, payees.getFirst());
  }

  private Receipt receipt(int i) {
    List<Owed> owed = splits.get(i);
    List<Share> split = new ArrayList<>();
    for (int place = 0; place < owed.size(); place++) {
      Share.Role role = Share.Role.values()[Math.min(place, 2)];
      AssetId asset = role == Share.Role.OWNER ? new AssetId(place) : null;
      split.add(new Share(role, asset, owed.get(place).payee(), owed.get(place).millionths()));
    }
    Bytes32 word = digests.get(i);
    return new Receipt(
        CallId.random(i % 256, random),
        new AssetId(2),
        word,
        word,
        i,
        i + 1L,
        word,
        word,
        new Usage(100, 10, 100, 0),
        new Prices(1, 1, 1, 1),
        20_000,
        1,
        List.of(new Delivered(payees.getFirst(), owed.get(1).payee(), 100)),
        split,
        Instant.EPOCH);
  }

  private static List<Owed> owed(Receipt receipt) {
    return receipt.split().stream()
        .map(share -> new Owed(share.payee(), share.millionths()))
        .toList();
  }

  private EpochAccounts accounts(PayoutTable last) {
    EpochAccounts.Builder builder = EpochAccounts.after(last);
    for (int i = 0; i < digests.size(); i++) {
      builder.add(digests.get(i), splits.get(i));
    }
    return builder.close();
  }

  private List<Owed> split(int receipt, int ancestors) {
    List<Owed> split = new ArrayList<>();
    split.add(owed(0));
    split.add(owed(1 + receipt % WORKERS));
    for (int i = 0; i <= ancestors; i++) {
      split.add(owed((receipt * (ancestors + 1) + i) % payees.size()));
    }
    return List.copyOf(split);
  }

  private Owed owed(int payee) {
    return new Owed(payees.get(payee % payees.size()), random.nextLong(1, MOST));
  }

  private static double seconds(long began) {
    return (cpuNanos() - began) / 1e9;
  }

  /** Of the whole process, collector and compiler too: what a core of its own would take. */
  private static long cpuNanos() {
    return OS.getProcessCpuTime();
  }
}
