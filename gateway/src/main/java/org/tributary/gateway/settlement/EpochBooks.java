package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Split;

/**
 * Works an epoch out of its receipts and the last table, as everybody can, and finds the ledger's
 * own totals to be the same.
 */
final class EpochBooks {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(Split.MILLIONTHS);

  private static final int PAGE = 1_000;

  /** Reads in parallel share their round trips. */
  private static final int AT_ONCE = 64;

  private final RevenueLedger ledger;
  private final ReceiptLeaves receipts;

  EpochBooks(RevenueLedger ledger, ReceiptLeaves receipts) {
    this.ledger = ledger;
    this.receipts = receipts;
  }

  /**
   * The receipts credited between two marks, added to the table before them.
   *
   * @param meanwhile runs now and then, however many receipts there are
   * @throws IllegalStateException when the ledger has credited anybody anything else
   */
  EpochAccounts close(PayoutTable last, FoldMarks after, FoldMarks through, Runnable meanwhile) {
    EpochAccounts accounts = of(last, calls(ledger, after, through), meanwhile);
    requireTheSame(accounts.table());
    return accounts;
  }

  /** The receipts of these calls, in this order, added to the table before them. */
  EpochAccounts of(PayoutTable last, List<CallId> calls, Runnable meanwhile) {
    EpochAccounts.Builder books = EpochAccounts.after(last);
    for (int from = 0; from < calls.size(); from += PAGE) {
      meanwhile.run();
      calls.subList(from, Math.min(calls.size(), from + PAGE)).stream()
          .gather(Gatherers.mapConcurrent(AT_ONCE, receipts::of))
          .forEachOrdered(leaf -> books.add(leaf.digest(), leaf.owed()));
    }
    return books.close();
  }

  /** What an epoch that is stored credits. */
  EpochEarnings earnings(EpochStore epochs, long number) {
    Epoch epoch = epochs.find(number).orElseThrow();
    List<CallId> credited = calls(ledger, epochs.marks(number - 1), epoch.marks());
    return EpochEarnings.of(number, epoch.table(), ledger.charges(credited));
  }

  /** In the order of the receipts tree: partition by partition, as they were credited. */
  static List<CallId> calls(RevenueLedger ledger, FoldMarks after, FoldMarks through) {
    return through.ledger().keySet().stream()
        .flatMap(partition -> ledger.credited(partition, after, through).stream())
        .toList();
  }

  private void requireTheSame(PayoutTable table) {
    Map<Address, BigInteger> computed = new HashMap<>();
    table
        .leaves()
        .forEach(leaf ->
            computed.put(
                leaf.payee(),
                leaf.amount()
                    .multiply(MILLIONTHS)
                    .add(BigInteger.valueOf(leaf.credits().carriedOn()))));
    Map<Address, BigInteger> kept = new HashMap<>(ledger.folded().byPayee());
    kept.values().removeIf(amount -> amount.signum() == 0);
    if (!computed.equals(kept)) {
      throw new IllegalStateException(difference(computed, kept) + ": nothing is posted");
    }
  }

  private static String difference(
      Map<Address, BigInteger> computed, Map<Address, BigInteger> kept) {
    Map<Address, BigInteger> all = new HashMap<>(computed);
    all.putAll(kept);
    Address payee =
        all.keySet().stream()
            .filter(each -> !amount(computed, each).equals(amount(kept, each)))
            .min(Address::compareTo)
            .orElseThrow();
    return "by its receipts %s is owed %s millionths in all, and by the ledger %s"
        .formatted(payee, amount(computed, payee), amount(kept, payee));
  }

  private static BigInteger amount(Map<Address, BigInteger> amounts, Address payee) {
    return amounts.getOrDefault(payee, BigInteger.ZERO);
  }
}
