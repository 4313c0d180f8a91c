package org.tributary.gateway.payment;

import java.util.Map;
import java.util.TreeMap;

/** The amounts of vouchers that were used, as voucher.lua keeps them: at most so many ranges. */
final class UsedRanges {
  static final int MOST = 64;

  /** First to last. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  boolean contains(long amount) {
    Map.Entry<Long, Long> below = ranges.floorEntry(amount);
    return below != null && below.getValue() >= amount;
  }

  void add(long amount, long charged) {
    ranges.values().removeIf(last -> last <= charged);
    ranges.put(amount, amount);
    if (ranges.size() > MOST) {
      joinClosest();
    }
  }

  int count() {
    return ranges.size();
  }

  private void joinClosest() {
    long gap = Long.MAX_VALUE;
    Map.Entry<Long, Long> before = ranges.firstEntry();
    long first = before.getKey();
    for (Map.Entry<Long, Long> range : ranges.tailMap(first, false).entrySet()) {
      if (range.getKey() - before.getValue() < gap) {
        gap = range.getKey() - before.getValue();
        first = before.getKey();
      }
      before = range;
    }
    long second = ranges.higherKey(first);
    ranges.put(first, ranges.get(second));
    ranges.remove(second);
  }
}
