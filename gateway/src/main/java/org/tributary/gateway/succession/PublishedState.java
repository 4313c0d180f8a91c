package org.tributary.gateway.succession;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.ArbiterContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.EpochHeader;
import org.tributary.contracts.receipt.ReceiptWriter;
import org.tributary.gateway.audit.NextEpoch;
import org.tributary.gateway.local.StackFailure;
import org.tributary.gateway.publication.PayoutsFile;

/** What the next epoch begins with, as far as the chain confirms it. */
record PublishedState(
    Chain chain, RevenuePoolContract pool, Address registry, PayoutTable last, List<Path> settled) {

  static PublishedState read(
      Chain chain,
      RevenuePoolContract pool,
      @Nullable Path payouts,
      List<Path> settled,
      @Nullable String registry) {
    long active = pool.activeEpoch();
    PayoutTable last = PayoutTable.EMPTY;
    if (active > 0) {
      if (payouts == null) {
        throw new StackFailure("--payouts payouts-%d.json is where it begins".formatted(active));
      }
      last = confirmed(pool, active, table(payouts));
    }
    return new PublishedState(chain, pool, registry(pool, registry), last, settled);
  }

  /** Receipts are judged by the arbiter's registry, whatever anybody names. */
  private static Address registry(RevenuePoolContract pool, @Nullable String named) {
    return pool.arbiter()
        .map(ArbiterContract::registry)
        .orElseGet(() -> {
          if (named == null) {
            throw new StackFailure("the pool has no arbiter, which names the registry: --registry");
          }
          return new Address(named);
        });
  }

  private static PublishedPayouts table(Path payouts) {
    try {
      return PayoutsFile.read(payouts);
    } catch (IOException e) {
      throw new StackFailure("cannot read %s: %s".formatted(payouts, e.getMessage()), e);
    }
  }

  private static PayoutTable confirmed(
      RevenuePoolContract pool, long active, PublishedPayouts payouts) {
    PayoutTable table = payouts.table();
    boolean same =
        payouts.epoch() == active
            && pool.activatedRoots(active)
                .flatMap(hash -> pool.posted(active, hash))
                .filter(roots -> roots.payoutRoot().equals(table.root()))
                .filter(roots -> roots.total().equals(table.total()))
                .isPresent();
    if (!same) {
      throw new StackFailure(
          "the table is of epoch %d, and not what is active in epoch %d"
              .formatted(payouts.epoch(), active));
    }
    return table;
  }

  NextEpoch next(Path receipts) {
    return NextEpoch.of(
        receipts, settled, last, pool.received(), NextEpoch.Rules.of(chain, pool, registry));
  }

  /** What everybody needs who wants to audit it, and whoever goes on after it. */
  void write(Path folder, long number, NextEpoch next) {
    EpochHeader header =
        new EpochHeader(
            number,
            chain.chainId(),
            pool.address(),
            registry,
            next.accounts().roots(),
            next.accounts().receipts().size());
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("payouts-" + number + ".json"),
          PayoutsFile.write(PublishedPayouts.of(number, next.accounts().table())));
      Path receipts = folder.resolve("epoch-" + number + ".ndjson");
      try (BufferedWriter lines = Files.newBufferedWriter(receipts)) {
        lines.append(header.write()).append('\n');
        next.forEach(receipt -> line(lines, ReceiptWriter.write(receipt)));
      }
    } catch (IOException e) {
      throw new StackFailure("cannot write the epoch's files in " + folder, e);
    }
  }

  private static void line(BufferedWriter lines, String text) {
    try {
      lines.append(text).append('\n');
    } catch (IOException e) {
      throw new StackFailure("cannot write the epoch's receipts", e);
    }
  }
}
