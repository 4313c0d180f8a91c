package org.tributary.gateway.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Receipt;

/** What each channel was charged for, to find out where it was charged twice. */
final class Intervals {
  private final Map<Bytes32, TreeMap<Long, Interval>> channels = new HashMap<>();

  private record Interval(long to, long receipt) {}

  /** The place of a receipt before that charged this channel for some of the same. */
  OptionalLong add(Receipt receipt, long place) {
    if (receipt.charge() <= 0) {
      return OptionalLong.empty();
    }
    TreeMap<Long, Interval> charged =
        channels.computeIfAbsent(receipt.channelTag(), first -> new TreeMap<>());
    Map.Entry<Long, Interval> below = charged.lowerEntry(receipt.to());
    if (below != null && below.getValue().to() > receipt.from()) {
      return OptionalLong.of(below.getValue().receipt());
    }
    charged.put(receipt.from(), new Interval(receipt.to(), place));
    return OptionalLong.empty();
  }
}
