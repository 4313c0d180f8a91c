package org.tributary.gateway.settlement;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/**
 * Charges that the fold went past because their channels did not pay: those that wait, and a stream
 * of those that were credited after all.
 */
final class DeferredCharges {
  private static final Comparator<LedgerEntry> IN_ORDER = Comparator.comparing(LedgerEntry::id);

  private final Redis redis;

  DeferredCharges(Redis redis) {
    this.redis = redis;
  }

  static String waitingKey(Partition partition) {
    return partition.key("deferred");
  }

  static String lateKey(Partition partition) {
    return partition.key("late");
  }

  /** By partition, in ledger order. */
  SortedMap<Integer, List<LedgerEntry>> waiting() {
    List<RedisFuture<Map<String, String>>> asked =
        Partition.ALL.stream().map(each -> redis.pipeline().hgetall(waitingKey(each))).toList();
    SortedMap<Integer, List<LedgerEntry>> waiting = new TreeMap<>();
    for (Partition partition : Partition.ALL) {
      Map<String, String> fields = redis.await(asked.get(partition.index()));
      waiting.put(
          partition.index(),
          fields.entrySet().stream()
              .map(field -> LedgerEntry.parse(field.getKey(), field.getValue()))
              .sorted(IN_ORDER)
              .toList());
    }
    return waiting;
  }

  /** The charges that were credited late, by their places among those. */
  List<LedgerEntry> late(int partition, StreamId after, StreamId through) {
    Range<String> range =
        Range.from(
            Range.Boundary.excluding(after.text()), Range.Boundary.including(through.text()));
    return redis.commands().xrange(lateKey(new Partition(partition)), range).stream()
        .map(DeferredCharges::charge)
        .toList();
  }

  /** The last of those that were credited late, for partitions that have one. */
  SortedMap<Integer, StreamId> lateEnds() {
    List<RedisFuture<List<StreamMessage<String, String>>>> asked =
        Partition.ALL.stream()
            .map(
                each -> redis.pipeline().xrevrange(lateKey(each), Range.unbounded(), Limit.from(1)))
            .toList();
    SortedMap<Integer, StreamId> ends = new TreeMap<>();
    for (Partition partition : Partition.ALL) {
      List<StreamMessage<String, String>> last = redis.await(asked.get(partition.index()));
      if (!last.isEmpty()) {
        ends.put(partition.index(), StreamId.parse(last.getFirst().getId()));
      }
    }
    return ends;
  }

  /** The ledger's ids of all charges that were set aside, whether credited since or not. */
  Set<StreamId> everSetAside(int partition) {
    Partition in = new Partition(partition);
    Set<StreamId> ids = new HashSet<>();
    redis.commands().hkeys(waitingKey(in)).forEach(id -> ids.add(StreamId.parse(id)));
    redis
        .commands()
        .xrange(lateKey(in), Range.unbounded())
        .forEach(late -> ids.add(charge(late).id()));
    return ids;
  }

  private static LedgerEntry charge(StreamMessage<String, String> late) {
    Map<String, String> fields = late.getBody();
    return LedgerEntry.parse(
        Objects.requireNonNull(fields.get("id")), Objects.requireNonNull(fields.get("charge")));
  }
}
