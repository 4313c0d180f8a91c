package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Share;

/**
 * What an epoch credits, line by line of the earnings book. A payee is granted what it has earned
 * in the order in which it is credited: what is left over, less than a base unit, is the last of
 * it.
 */
record EpochEarnings(
    long epoch, Map<EarnedLine, Portion> portions, Map<Address, CarriedFrom> carried) {

  /**
   * What a line gains, in millionths.
   *
   * @param amount what the payee is granted in all, in base units
   * @param granted is within that
   * @param carried waits for one base unit more
   */
  record Portion(BigInteger amount, BigInteger granted, BigInteger carried) {
    Portion plus(Portion more) {
      return new Portion(amount, granted.add(more.granted), carried.add(more.carried));
    }
  }

  /**
   * Where a payee's carry begins: in this receipt, by its place, behind so many millionths that are
   * granted. All it is credited for later receipts is carried.
   */
  record CarriedFrom(long receipt, BigInteger granted) {

    /**
     * What is granted of a share at another place, behind {@code earlier} of the same payee there.
     */
    BigInteger granted(long place, BigInteger earlier, BigInteger millionths) {
      if (place != receipt) {
        return place < receipt ? millionths : BigInteger.ZERO;
      }
      return granted.subtract(earlier).max(BigInteger.ZERO).min(millionths);
    }
  }

  EpochEarnings {
    portions = Map.copyOf(portions);
    carried = Map.copyOf(carried);
  }

  /** The epoch's receipts in the order of their tree. */
  static EpochEarnings of(long epoch, PayoutTable table, Stream<Charged> receipts) {
    Tally tally = new Tally(table);
    receipts.forEachOrdered(tally::add);
    return new EpochEarnings(epoch, tally.portions, tally.carried);
  }

  private static final class Tally {
    private final PayoutTable table;
    private final Map<EarnedLine, Portion> portions = new HashMap<>();
    private final Map<Address, CarriedFrom> carried = new HashMap<>();

    /** What each payee's next credits are still granted of. */
    private final Map<Address, BigInteger> left = new HashMap<>();

    private long receipt;

    Tally(PayoutTable table) {
      this.table = table;
    }

    void add(Charged charged) {
      Map<Address, BigInteger> before = new HashMap<>();
      for (Share share : charged.split()) {
        // A share of nothing is no credit, and may be for somebody who has no leaf.
        if (share.millionths() > 0) {
          Portion portion = portion(share, before);
          Part part = Part.of(share);
          portions.merge(new EarnedLine(charged.day(), part), portion, Portion::plus);
          portions.merge(EarnedLine.inAll(part), portion, Portion::plus);
        }
      }
      receipt++;
    }

    /** {@code before} is what this receipt grants each by shares that were looked at. */
    private Portion portion(Share share, Map<Address, BigInteger> before) {
      PayoutLeaf leaf = table.leaf(share.payee()).orElseThrow();
      BigInteger millionths = BigInteger.valueOf(share.millionths());
      BigInteger due = left.computeIfAbsent(leaf.payee(), first -> granted(leaf.credits()));
      BigInteger granted = due.min(millionths);
      left.put(leaf.payee(), due.subtract(granted));
      BigInteger ofThis = before.merge(leaf.payee(), granted, BigInteger::add);
      if (granted.compareTo(millionths) < 0) {
        carried.putIfAbsent(leaf.payee(), new CarriedFrom(receipt, ofThis));
      }
      return new Portion(leaf.amount(), granted, millionths.subtract(granted));
    }

    private static BigInteger granted(CreditsCommitment credits) {
      return credits.sum().subtract(BigInteger.valueOf(credits.carriedOn())).max(BigInteger.ZERO);
    }
  }
}
