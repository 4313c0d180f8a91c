package org.tributary.gateway.earnings;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.RevenuePoolContract.Payout;
import org.tributary.contracts.chain.TransactionRequest;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.gateway.settlement.Revenue;

/** What an active epoch grants and nobody has claimed yet, and the transactions that claim it. */
final class Claims {
  /** A batch is halved until it fits; this only bounds what is estimated at once. */
  private static final int MAX_PAYEES = 128;

  private final Chain chain;
  private final RevenuePoolContract pool;
  private final Revenue.Grant grant;

  Claims(Chain chain, RevenuePoolContract pool, Revenue.Grant grant) {
    this.chain = chain;
    this.pool = pool;
    this.grant = grant;
  }

  /** What a payee can be paid now, in base units, and its leaf. */
  record Claimable(PayoutLeaf leaf, BigInteger amount) {
    Address payee() {
      return leaf.payee();
    }
  }

  /** One transaction that pays them all. */
  record Batch(List<Claimable> payments, TransactionRequest request, long gas) {
    Batch {
      payments = List.copyOf(payments);
    }
  }

  /** {@code unpayable} would be passed over by the pool, for the gas all the same. */
  record Plan(List<Batch> batches, List<Claimable> unpayable) {
    Plan {
      batches = List.copyOf(batches);
      unpayable = List.copyOf(unpayable);
    }
  }

  /** The largest first; of at least {@code min} base units and more than nothing. */
  List<Claimable> open(Collection<Address> payees, BigInteger min) {
    PayoutTable table = grant.table();
    Map<Address, BigInteger> paid = pool.claimed(payees);
    return payees.stream()
        .flatMap(payee -> table.leaf(payee).stream())
        .map(leaf -> new Claimable(leaf, leaf.amount().subtract(paid.get(leaf.payee()))))
        .filter(each -> each.amount().signum() > 0 && each.amount().compareTo(min) >= 0)
        .sorted(Comparator.comparing(Claimable::amount).reversed())
        .toList();
  }

  /** Everything is simulated as the sender would send it, and nothing is sent. */
  Plan plan(Address sender, List<Claimable> open, long maxGas) {
    List<Claimable> payable = new ArrayList<>();
    List<Claimable> unpayable = new ArrayList<>();
    open.forEach(each -> (isPayable(sender, each) ? payable : unpayable).add(each));
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < payable.size(); from += MAX_PAYEES) {
      int to = Math.min(payable.size(), from + MAX_PAYEES);
      addBatches(sender, payable.subList(from, to), maxGas, batches);
    }
    return new Plan(batches, unpayable);
  }

  TransactionRequest claim(Claimable claimable) {
    return pool.claim(grant.epoch(), grant.roots(), payout(claimable));
  }

  /** What claiming for one payee takes, sent by anyone. */
  long gas(Address sender, TransactionRequest request) {
    return chain.estimateGas(sender, request).longValueExact();
  }

  /** All in one transaction, whatever it takes. */
  Batch batch(Address sender, List<Claimable> payments) {
    TransactionRequest request =
        payments.size() == 1
            ? claim(payments.getFirst())
            : pool.claimMany(
                grant.epoch(), grant.roots(), payments.stream().map(this::payout).toList());
    return new Batch(payments, request, gas(sender, request));
  }

  private void addBatches(
      Address sender, List<Claimable> payments, long maxGas, List<Batch> batches) {
    Batch batch = batch(sender, payments);
    if (batch.gas() <= maxGas || payments.size() == 1) {
      batches.add(batch);
      return;
    }
    int half = payments.size() / 2;
    addBatches(sender, payments.subList(0, half), maxGas, batches);
    addBatches(sender, payments.subList(half, payments.size()), maxGas, batches);
  }

  /** Whether the erc20 lets the payee be paid. */
  boolean isPayable(Address sender, Claimable claimable) {
    try {
      chain.simulate(sender, claim(claimable));
      return true;
    } catch (ChainException.Reverted reverted) {
      return false;
    }
  }

  private Payout payout(Claimable claimable) {
    return new Payout(claimable.leaf(), grant.table().proof(claimable.payee()).orElseThrow());
  }
}
