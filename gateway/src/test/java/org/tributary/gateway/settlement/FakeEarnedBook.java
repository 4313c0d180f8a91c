package org.tributary.gateway.settlement;

import java.util.TreeMap;

/** Keeps what is entered, and is never asked for it. */
final class FakeEarnedBook implements EarnedEntries {
  final TreeMap<Long, EpochEarnings> epochs = new TreeMap<>();

  @Override
  public long lastEpoch() {
    return epochs.isEmpty() ? 0 : epochs.lastKey();
  }

  @Override
  public void add(EpochEarnings earnings) {
    epochs.put(earnings.epoch(), earnings);
  }
}
