package org.tributary.gateway.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.payout.PayoutTable;

/** Measures an epoch's arithmetic on receipts of its own making. */
final class EpochBench {
  private static final OperatingSystemMXBean OS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
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

  /** How long it takes to find out that one key signed every receipt. */
  double verifySeconds() {
    SigningKey key = SigningKey.fromHex("1".repeat(64));
    List<Signature> signatures = digests.stream().map(key::sign).toList();
    Address signer = key.address();
    long began = cpuNanos();
    for (int i = 0; i < digests.size(); i++) {
      if (!Signatures.isBy(signer, digests.get(i), signatures.get(i))) {
        throw new IllegalStateException("a receipt that we signed is not ours");
      }
    }
    return seconds(began);
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
