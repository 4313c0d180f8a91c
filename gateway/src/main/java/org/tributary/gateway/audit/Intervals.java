package org.tributary.gateway.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Receipt;

/** What each channel was charged for, to find out where it was charged twice. */
final class Intervals {
  private final Map<Bytes32, TreeMap<Long, Interval>> channels = new HashMap<>();

  /** A receipt by its epoch and its place there. */
  record Place(long epoch, long receipt) {}

  private record Interval(long to, Place place) {}

  /** The receipt before that charged this channel for some of the same. */
  Optional<Place> add(Receipt receipt, Place place) {
    if (receipt.charge() <= 0) {
      return Optional.empty();
    }
    TreeMap<Long, Interval> charged =
        channels.computeIfAbsent(receipt.channelTag(), first -> new TreeMap<>());
    Map.Entry<Long, Interval> below = charged.lowerEntry(receipt.to());
    if (below != null && below.getValue().to() > receipt.from()) {
      return Optional.of(below.getValue().place());
    }
    charged.put(receipt.from(), new Interval(receipt.to(), place));
    return Optional.empty();
  }
}
