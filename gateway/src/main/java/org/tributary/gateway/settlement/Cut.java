package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tributary.contracts.voucher.ChannelId;

/** The charges not yet folded, by partition in ledger order, up to where this settlement stops. */
record Cut(SortedMap<Integer, List<LedgerEntry>> entries) {

  Cut {
    SortedMap<Integer, List<LedgerEntry>> kept = new TreeMap<>();
    entries.forEach((partition, charges) -> {
      if (!charges.isEmpty()) {
        kept.put(partition, List.copyOf(charges));
      }
    });
    entries = kept;
  }

  /** What each channel was charged in all when its last entry here was written. */
  Map<ChannelId, BigInteger> totals() {
    Map<ChannelId, BigInteger> totals = new HashMap<>();
    entries.values().stream()
        .flatMap(List::stream)
        .forEach(entry -> totals.merge(entry.channel(), entry.to(), BigInteger::max));
    return totals;
  }

  /**
   * The part that may be folded: each partition up to its first charge that the chain has not paid.
   * Nobody is ever credited money that did not arrive.
   */
  Cut coveredBy(Map<ChannelId, BigInteger> claimed) {
    SortedMap<Integer, List<LedgerEntry>> covered = new TreeMap<>();
    entries.forEach((partition, charges) ->
        covered.put(
            partition,
            charges.stream()
                .takeWhile(entry ->
                    entry.to().compareTo(claimed.getOrDefault(entry.channel(), BigInteger.ZERO))
                        <= 0)
                .toList()));
    return new Cut(covered);
  }

  SortedMap<Integer, StreamId> ends() {
    SortedMap<Integer, StreamId> ends = new TreeMap<>();
    entries.forEach((partition, charges) -> ends.put(partition, charges.getLast().id()));
    return ends;
  }
}
