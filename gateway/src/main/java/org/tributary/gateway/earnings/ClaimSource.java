package org.tributary.gateway.earnings;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Erc20Contract;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.EpochHeader;
import org.tributary.contracts.receipt.MalformedReceipt;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.earnings.EarningsView.Payee;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import org.tributary.gateway.publication.PayoutsFile;
import org.tributary.gateway.settlement.Revenue;

/** What claims are made from, with names for those payees that are known by one. */
record ClaimSource(
    Chain chain,
    RevenuePoolContract pool,
    Revenue.Grant grant,
    Erc20 erc20,
    Map<Address, String> names) {

  ClaimSource {
    names = Map.copyOf(names);
    boolean posted =
        pool.activatedRoots(grant.epoch()).filter(grant.roots().hash()::equals).isPresent();
    if (!posted) {
      throw new StackFailure(
          "epoch %d of the pool %s has another table, or is not active"
              .formatted(grant.epoch(), pool.address()));
    }
  }

  /** By what a gateway published, and the first line of the receipts beside it. */
  static ClaimSource published(Path payouts, URI rpc) {
    PublishedPayouts table = table(payouts);
    EpochHeader header = header(payouts.resolveSibling("epoch-" + table.epoch() + ".ndjson"));
    Chain chain = Chain.connect(rpc);
    if (chain.chainId() != header.chainId()) {
      throw new StackFailure(
          "%s is of chain %d, and %s is a node of %d"
              .formatted(payouts, header.chainId(), rpc, chain.chainId()));
    }
    RevenuePoolContract pool = new RevenuePoolContract(chain, header.pool());
    Erc20Contract erc20 = new Erc20Contract(chain, pool.erc20());
    return new ClaimSource(
        chain,
        pool,
        new Revenue.Grant(
            table.epoch(),
            EpochRoots.of(table.table(), header.roots().receiptsRoot()),
            table.table()),
        new Erc20(erc20.symbol(), erc20.decimals()),
        Map.of());
  }

  private static PublishedPayouts table(Path payouts) {
    try {
      return PayoutsFile.read(payouts);
    } catch (IOException e) {
      throw new StackFailure("cannot read %s: %s".formatted(payouts, e.getMessage()), e);
    }
  }

  private static EpochHeader header(Path receipts) {
    try (BufferedReader lines = Files.newBufferedReader(receipts)) {
      String first = lines.readLine();
      return EpochHeader.read(first == null ? "" : first);
    } catch (IOException | MalformedReceipt e) {
      throw new StackFailure(
          "%s must lie beside the table, with its first line: %s"
              .formatted(receipts, e.getMessage()),
          e);
    }
  }

  /** By a gateway's word, as far as the pool confirms it. */
  static ClaimSource of(RunningStack stack) {
    Chain chain = stack.chain();
    RevenuePoolContract pool = stack.pool(chain);
    long active = pool.activeEpoch();
    if (active == 0) {
      throw new StackFailure("nothing can be claimed yet: no epoch is active");
    }
    JsonNode epoch = stack.get("/v1/epochs/" + active, JsonNode.class);
    PayoutTable table = TableReader.read(epoch.path("payouts"));
    EpochRoots roots = EpochRoots.of(table, new Bytes32(epoch.path("receiptsRoot").asText()));
    EarningsView earnings = stack.get("/v1/earnings", EarningsView.class);
    return new ClaimSource(
        chain,
        pool,
        new Revenue.Grant(active, roots, table),
        earnings.erc20(),
        earnings.payees().stream().collect(Collectors.toMap(Payee::payee, Payee::name)));
  }
}
