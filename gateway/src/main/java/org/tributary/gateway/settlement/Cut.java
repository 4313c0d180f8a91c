package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.tributary.contracts.receipt.CallId;
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

  /** When each channel's first charge above what was claimed from it was made, if one was here. */
  Optional<Instant> owedSince(ChannelId channel, BigInteger claimed) {
    return entries.getOrDefault(channel.partition(), List.of()).stream()
        .filter(entry -> entry.channel().equals(channel) && !entry.isCoveredBy(claimed))
        .findFirst()
        .map(entry -> Instant.ofEpochMilli(entry.id().millis()));
  }

  /**
   * The part that may be folded: each partition up to its first charge that the chain has not paid.
   * Nobody is ever credited money that did not arrive. Charges of channels that do not pay are set
   * aside: they hold up nobody else's.
   */
  Cut settled(Map<ChannelId, BigInteger> claimed, Set<ChannelId> refused) {
    return map(charges ->
        charges.stream()
            .takeWhile(entry -> isPaid(entry, claimed) || refused.contains(entry.channel()))
            .toList());
  }

  /** What of it the chain has paid. */
  Cut paid(Map<ChannelId, BigInteger> claimed) {
    return where(entry -> isPaid(entry, claimed));
  }

  /** The rest of it. */
  Cut without(Cut others) {
    Set<LedgerEntry> theirs = Set.copyOf(others.all());
    return where(entry -> !theirs.contains(entry));
  }

  Cut where(Predicate<LedgerEntry> isKept) {
    return map(charges -> charges.stream().filter(isKept).toList());
  }

  /** Partition by partition, in ledger order. */
  List<LedgerEntry> all() {
    return entries.values().stream().flatMap(List::stream).toList();
  }

  Cut only(Set<LedgerEntry> some) {
    return where(some::contains);
  }

  private static boolean isPaid(LedgerEntry entry, Map<ChannelId, BigInteger> claimed) {
    return entry.isCoveredBy(claimed.getOrDefault(entry.channel(), BigInteger.ZERO));
  }

  private Cut map(UnaryOperator<List<LedgerEntry>> change) {
    SortedMap<Integer, List<LedgerEntry>> changed = new TreeMap<>();
    entries.forEach((partition, charges) -> changed.put(partition, change.apply(charges)));
    return new Cut(changed);
  }

  List<CallId> calls() {
    return all().stream().map(LedgerEntry::call).toList();
  }

  SortedMap<Integer, StreamId> ends() {
    SortedMap<Integer, StreamId> ends = new TreeMap<>();
    entries.forEach((partition, charges) -> ends.put(partition, charges.getLast().id()));
    return ends;
  }
}
