package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.settlement.EpochEarnings.CarriedFrom;

/** Keeps what is entered, and is never asked for it. */
final class FakeEarnedBook implements EarnedBook {
  final TreeMap<Long, EpochEarnings> epochs = new TreeMap<>();

  @Override
  public long lastEpoch() {
    return epochs.isEmpty() ? 0 : epochs.lastKey();
  }

  @Override
  public void add(EpochEarnings earnings) {
    epochs.put(earnings.epoch(), earnings);
  }

  @Override
  public List<LocalDate> days(@Nullable LocalDate before, int max) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<Part> parts(LocalDate day) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<BigInteger> sums(long epoch, List<Question> asked) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<Address, CarriedFrom> carried(long epoch, Collection<Address> payees) {
    throw new UnsupportedOperationException();
  }
}
