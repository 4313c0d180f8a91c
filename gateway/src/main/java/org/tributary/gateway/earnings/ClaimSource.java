package org.tributary.gateway.earnings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.earnings.EarningsView.Payee;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
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
