package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.settlement.EpochEarnings.CarriedFrom;

/**
 * What active epochs have credited, by day and in all. Sums are kept by how many base units the
 * payee must have had for them, so that one look says what of a line is granted, and what is paid.
 */
interface EarnedBook extends EarnedEntries {

  /** Days that have lines, newest first, before one or all. */
  List<LocalDate> days(@Nullable LocalDate before, int max);

  Set<Part> parts(LocalDate day);

  /**
   * For each question how many of the line's millionths are within its amount, as the book was
   * after an epoch.
   */
  List<BigInteger> sums(long epoch, List<Question> asked);

  /** Payees that carried something on from an epoch, and from where. */
  Map<Address, CarriedFrom> carried(long epoch, Collection<Address> payees);

  /** {@code amount} is of base units that the payee has had in all; null is however many. */
  record Question(EarnedLine line, @Nullable BigInteger amount) {}
}
