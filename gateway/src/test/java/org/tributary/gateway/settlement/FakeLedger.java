package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
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
  final Map<ChannelId, BigInteger> recorded = new HashMap<>();
  private Earned folded = Earned.NOTHING;
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
    return call;
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
  public List<CallId> calls(int partition, StreamId after, StreamId through) {
    return between(partition, after, through).stream().map(LedgerEntry::call).toList();
  }

  @Override
  public void fold(int partition, StreamId end, long fence) {
    if (fence < lastFence) {
      throw new StaleSettlement("stale");
    }
    lastFence = fence;
    for (CallId call : calls(partition, cursor(partition), end)) {
      folded = folded.plus(Earned.of(shares.getOrDefault(call, List.of())));
    }
    cursors.put(partition, end);
  }

  @Override
  public SortedMap<Integer, StreamId> cursors() {
    return new TreeMap<>(cursors);
  }

  @Override
  public Map<ChannelId, BigInteger> charged() {
    return Map.copyOf(charged);
  }

  @Override
  public void recordClaimed(ChannelId channel, BigInteger total) {
    recorded.put(channel, total);
  }

  @Override
  public Earned folded() {
    return folded;
  }

  @Override
  public Earned of(Cut cut) {
    return cut.entries().values().stream()
        .flatMap(List::stream)
        .map(entry -> Earned.of(shares.getOrDefault(entry.call(), List.of())))
        .reduce(Earned.NOTHING, Earned::plus);
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
