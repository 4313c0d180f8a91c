package org.tributary.gateway.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.ArbiterContract;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.OperatorAuthorizerContract;
import org.tributary.contracts.chain.RegistryRecords;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.EpochHeader;
import org.tributary.gateway.local.NodeOption;
import org.tributary.gateway.local.StackFailure;
import org.tributary.gateway.publication.PayoutsFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an audit is given, by options: a node of the chain and the published files. */
final class AuditFiles {

  @Option(names = "--epoch", required = true, description = "The epoch's number.")
  private long epoch;

  @Mixin private NodeOption node;

  @Option(
      names = "--receipts",
      required = true,
      description = "The epoch's receipts as published: epoch-N.ndjson.")
  private Path receipts;

  @Option(
      names = "--payouts",
      arity = "1..*",
      description =
          "Payout tables as published: payouts-(N-1).json, and payouts-N.json where the roots"
              + " disagree, to say where.")
  private List<Path> payouts = List.of();

  @Option(
      names = "--earlier",
      arity = "1..*",
      description = "Receipts of activated epochs: what they charged may not be charged again.")
  private List<Path> earlier = List.of();

  @Option(
      names = "--pool",
      description = "Refuse files of another pool than this (default: the one that they name).")
  private @Nullable String pool;

  /** The pool that the files are of, on a chain that it is on. */
  record Audited(Chain chain, RevenuePoolContract pool, EpochAudit.Result result) {}

  /** Reads everything and computes the epoch again. */
  Audited audit() {
    ReceiptsFile file = ReceiptsFile.open(receipts);
    Chain chain = node.connect();
    EpochHeader header = checked(file.header(), chain);
    RevenuePoolContract contract = new RevenuePoolContract(chain, header.pool());
    OperatorAuthorizerContract signers = contract.authorizer();
    Map<Address, Boolean> known = new HashMap<>();
    EpochAudit audit =
        new EpochAudit(
            PostedEpoch.read(contract, epoch),
            new RegistryRecords(new AssetRegistryContract(chain, registry(contract, header))),
            header.domain(),
            key -> known.computeIfAbsent(key, signers::isReceiptSigner));
    Map<Long, PublishedPayouts> tables = tables();
    try {
      for (Path path : earlier) {
        ReceiptsFile before = ReceiptsFile.open(path);
        long number = before.header().epoch();
        audit.addEarlier(number, PostedEpoch.activated(contract, number), before);
      }
      return new Audited(
          chain, contract, audit.run(file, tables.get(epoch - 1), tables.get(epoch)));
    } catch (IOException e) {
      throw new StackFailure("cannot read " + receipts + ": " + e.getMessage(), e);
    }
  }

  private EpochHeader checked(EpochHeader header, Chain chain) {
    if (header.epoch() != epoch) {
      throw new StackFailure(receipts + " has the receipts of epoch " + header.epoch());
    }
    if (header.chainId() != chain.chainId()) {
      throw new StackFailure(
          "%s is of chain %d, and %s is a node of %d"
              .formatted(receipts, header.chainId(), node.url(), chain.chainId()));
    }
    if (pool != null && !new Address(pool).equals(header.pool())) {
      throw new StackFailure("%s is of the pool %s".formatted(receipts, header.pool()));
    }
    return header;
  }

  /** Receipts are judged by the arbiter's registry, whatever a file names. */
  static Address registry(RevenuePoolContract pool, EpochHeader header) {
    return pool.arbiter().map(ArbiterContract::registry).orElse(header.registry());
  }

  private Map<Long, PublishedPayouts> tables() {
    Map<Long, PublishedPayouts> tables = new HashMap<>();
    for (Path path : payouts) {
      PublishedPayouts table = table(path);
      tables.put(table.epoch(), table);
    }
    return tables;
  }

  private static PublishedPayouts table(Path path) {
    try {
      return PayoutsFile.read(path);
    } catch (IOException e) {
      throw new StackFailure("cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
