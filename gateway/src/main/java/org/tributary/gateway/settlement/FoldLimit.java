package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Split;

/**
 * Keeps what is credited within the operator's highest bond, the oldest charges first: an epoch is
 * all that was credited since the last, and the pool takes none that grants more than the bond.
 */
final class FoldLimit {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(Split.MILLIONTHS);
  private static final Comparator<LedgerEntry> OLDEST_FIRST =
      Comparator.comparing(LedgerEntry::id).thenComparing(entry -> entry.call().text());

  private final RevenueLedger ledger;
  private final SettlementChain chain;
  private final PostingTerms terms;

  FoldLimit(RevenueLedger ledger, SettlementChain chain, PostingTerms terms) {
    this.ledger = ledger;
    this.chain = chain;
    this.terms = terms;
  }

  /**
   * What can be folded now.
   *
   * @param late of what was set aside before
   * @param waiting that something is left for later, in words; null where nothing is
   */
  record Within(Cut settled, Cut late, @Nullable String waiting) {}

  /**
   * All of {@code settled} but what is {@code right} is to be set aside; {@code last} is the table
   * of the last epoch.
   */
  Within within(Cut settled, Cut right, Cut late, PayoutTable last) {
    BigInteger bond = terms.highestBond();
    // Nothing is granted that was not received: the bond covers all that came in since.
    if (chain.received().subtract(last.total()).compareTo(bond) <= 0) {
      return new Within(settled, late, null);
    }
    Room room = new Room(last.total().add(bond).multiply(MILLIONTHS).subtract(credited()));
    room.price(late);
    room.price(right);
    Set<LedgerEntry> taken = new HashSet<>();
    oldestFirst(late).stream().filter(room::takes).forEach(taken::add);
    Set<Integer> stopped = new HashSet<>();
    for (LedgerEntry entry : oldestFirst(settled)) {
      // A partition is folded up to a place: nothing behind one that is left can be taken.
      if (!stopped.contains(entry.partition()) && room.takes(entry)) {
        taken.add(entry);
      } else {
        stopped.add(entry.partition());
      }
    }
    int left = settled.calls().size() + late.calls().size() - taken.size();
    return new Within(
        settled.only(taken), late.only(taken), left == 0 ? null : waiting(left, bond));
  }

  private static String waiting(int charges, BigInteger bond) {
    return ("%d charges wait for another epoch: none may grant more than the operator's bond can be,"
            + " %s base units. Send its address more of the erc20, or raise"
            + " tributary.settlement.bond-limit")
        .formatted(charges, bond);
  }

  private static List<LedgerEntry> oldestFirst(Cut cut) {
    return cut.entries().values().stream().flatMap(List::stream).sorted(OLDEST_FIRST).toList();
  }

  private BigInteger credited() {
    return ledger.folded().byPayee().values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Millionths that can still be credited, and what of them each charge takes. */
  private final class Room {
    private final Map<LedgerEntry, BigInteger> costs = new HashMap<>();
    private BigInteger left;

    Room(BigInteger left) {
      this.left = left;
    }

    void price(Cut cut) {
      List<LedgerEntry> entries = oldestFirst(cut);
      Iterator<Charged> charges =
          ledger.charges(entries.stream().map(LedgerEntry::call).toList()).iterator();
      for (LedgerEntry entry : entries) {
        long millionths = charges.next().split().stream().mapToLong(Share::millionths).sum();
        costs.put(entry, BigInteger.valueOf(millionths));
      }
    }

    /** What is set aside takes nothing. */
    boolean takes(LedgerEntry entry) {
      BigInteger cost = costs.getOrDefault(entry, BigInteger.ZERO);
      boolean fits = cost.compareTo(left) <= 0;
      left = fits ? left.subtract(cost) : left;
      return fits;
    }
  }
}
