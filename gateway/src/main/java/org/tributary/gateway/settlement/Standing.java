package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;

/** All that was earned up to one moment, and how far the earnings book was then. */
public final class Standing {
  private final Earned earned;
  private final long epoch;
  private final PayoutTable granted;
  private final Map<Address, BigInteger> paid;
  private final SortedMap<LocalDate, Earned> open;

  /** {@code open} is what no epoch of the book credits. */
  Standing(
      Earned earned,
      long epoch,
      PayoutTable granted,
      Map<Address, BigInteger> paid,
      SortedMap<LocalDate, Earned> open) {
    this.earned = earned;
    this.epoch = epoch;
    this.granted = granted;
    this.paid = Map.copyOf(paid);
    this.open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
  }

  public Earned earned() {
    return earned;
  }

  /** The last active epoch, as far as the book goes; 0 before the first. */
  public long epoch() {
    return epoch;
  }

  /** Base units since the beginning. */
  public BigInteger granted(Address payee) {
    return granted.leaf(payee).map(PayoutLeaf::amount).orElse(BigInteger.ZERO);
  }

  /** The same; what was paid by an epoch that the book does not have yet is left out. */
  public BigInteger paid(Address payee) {
    return paid.getOrDefault(payee, BigInteger.ZERO).min(granted(payee));
  }

  BigInteger open(LocalDate day, Part part) {
    return open.getOrDefault(day, Earned.NOTHING).byPart().getOrDefault(part, BigInteger.ZERO);
  }

  SortedMap<LocalDate, Earned> open() {
    return open;
  }
}
