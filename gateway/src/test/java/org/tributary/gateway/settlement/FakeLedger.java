package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.voucher.ChannelId;

/** The partitions' ledgers in memory. */
final class FakeLedger implements RevenueLedger {
  private final Random random = new Random(1);
  private final SortedMap<Integer, List<LedgerEntry>> streams = new TreeMap<>();
  private final SortedMap<Integer, StreamId> cursors = new TreeMap<>();
  private final Map<ChannelId, BigInteger> charged = new HashMap<>();
  private final Map<CallId, List<Share>> shares = new HashMap<>();
  private final SortedMap<Integer, List<LedgerEntry>> deferred = new TreeMap<>();
  private final SortedMap<Integer, List<LedgerEntry>> late = new TreeMap<>();
  final Map<ChannelId, BigInteger> recorded = new HashMap<>();
  private final Map<CallId, Instant> times = new HashMap<>();
  private Earned folded = Earned.NOTHING;

  /** When calls are charged. */
  Instant now = Instant.EPOCH;

  private long lastFence;

  /** The shares must sum to the charge. */
  CallId charge(ChannelId channel, List<Share> split) {
    long millionths = split.stream().mapToLong(Share::millionths).sum();
    BigInteger charge = BigInteger.valueOf(millionths / 1_000_000);
    BigInteger to = charged.merge(channel, charge, BigInteger::add);
    List<LedgerEntry> stream =
        streams.computeIfAbsent(channel.partition(), none -> new ArrayList<>());
    CallId call = CallId.random(channel.partition(), random);
    stream.add(new LedgerEntry(new StreamId(stream.size() + 1, 0), call, channel, to));
    shares.put(call, split);
    times.put(call, now);
    return call;
  }

  List<Share> split(CallId call) {
    return shares.getOrDefault(call, List.of());
  }

  /** As if somebody had written to the totals. */
  void falsify(Share share) {
    folded = folded.plus(Earned.of(List.of(share)));
  }

  @Override
  public Cut unfolded(int maxEntries) {
    SortedMap<Integer, List<LedgerEntry>> entries = new TreeMap<>();
    int left = maxEntries;
    for (Integer partition : streams.keySet()) {
      List<LedgerEntry> rest = between(partition, cursor(partition), new StreamId(1_000_000, 0));
      entries.put(partition, rest.subList(0, Math.min(left, rest.size())));
      left -= entries.get(partition).size();
    }
    return new Cut(entries);
  }

  @Override
  public Cut deferred() {
    SortedMap<Integer, List<LedgerEntry>> waiting = new TreeMap<>();
    deferred.forEach((partition, entries) -> waiting.put(partition, List.copyOf(entries)));
    return new Cut(waiting);
  }

  @Override
  public List<CallId> credited(int partition, FoldMarks after, FoldMarks through) {
    List<LedgerEntry> lateOnes = late.getOrDefault(partition, List.of());
    List<LedgerEntry> waiting = deferred.getOrDefault(partition, List.of());
    Stream<LedgerEntry> atOnce =
        between(partition, after.ledger(partition), through.ledger(partition)).stream()
            .filter(entry -> !lateOnes.contains(entry) && !waiting.contains(entry));
    int from = (int) after.late(partition).millis();
    int to = (int) through.late(partition).millis();
    return Stream.concat(atOnce, lateOnes.subList(from, to).stream())
        .map(LedgerEntry::call)
        .toList();
  }

  @Override
  public void fold(int partition, StreamId end, List<LedgerEntry> setAside, long fence) {
    require(fence);
    for (LedgerEntry entry : between(partition, cursor(partition), end)) {
      if (setAside.contains(entry)) {
        deferred.computeIfAbsent(partition, none -> new ArrayList<>()).add(entry);
      } else {
        credit(entry);
      }
    }
    cursors.put(partition, end);
  }

  @Override
  public void foldDeferred(int partition, List<LedgerEntry> paid, long fence) {
    require(fence);
    if (!deferred.getOrDefault(partition, List.of()).containsAll(paid)) {
      throw new StaleSettlement("moved");
    }
    for (LedgerEntry entry : paid) {
      credit(entry);
      deferred.getOrDefault(partition, new ArrayList<>()).remove(entry);
      late.computeIfAbsent(partition, none -> new ArrayList<>()).add(entry);
    }
  }

  private void require(long fence) {
    if (fence < lastFence) {
      throw new StaleSettlement("stale");
    }
    lastFence = fence;
  }

  private void credit(LedgerEntry entry) {
    folded = folded.plus(Earned.of(shares.getOrDefault(entry.call(), List.of())));
  }

  @Override
  public FoldMarks marks() {
    SortedMap<Integer, StreamId> ends = new TreeMap<>();
    late.forEach((partition, entries) -> ends.put(partition, new StreamId(entries.size(), 0)));
    return new FoldMarks(cursors, ends);
  }

  @Override
  public Map<ChannelId, BigInteger> charged() {
    return Map.copyOf(charged);
  }

  @Override
  public Map<ChannelId, BigInteger> charged(Collection<ChannelId> channels) {
    Map<ChannelId, BigInteger> some = new HashMap<>(charged);
    some.keySet().retainAll(channels);
    return some;
  }

  @Override
  public void recordClaimed(Map<ChannelId, BigInteger> totals) {
    recorded.putAll(totals);
  }

  @Override
  public Earned folded() {
    return folded;
  }

  @Override
  public Stream<Charged> charges(List<CallId> calls) {
    return calls.stream().map(call -> new Charged(times.getOrDefault(call, now), split(call)));
  }

  private StreamId cursor(int partition) {
    return cursors.getOrDefault(partition, StreamId.START);
  }

  private List<LedgerEntry> between(int partition, StreamId after, StreamId through) {
    return streams.getOrDefault(partition, List.of()).stream()
        .filter(entry -> entry.id().compareTo(after) > 0 && entry.id().compareTo(through) <= 0)
        .toList();
  }
}
