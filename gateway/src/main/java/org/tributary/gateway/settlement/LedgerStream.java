package org.tributary.gateway.settlement;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/** Reads the partitions' ledger streams and how far each is folded. */
final class LedgerStream {
  private static final int PAGE = 1_000;

  private final Redis redis;

  LedgerStream(Redis redis) {
    this.redis = redis;
  }

  /** Only partitions that have been folded at all. */
  SortedMap<Integer, StreamId> cursors() {
    List<RedisFuture<String>> asked =
        Partition.ALL.stream()
            .map(each -> redis.pipeline().hget(each.key("fold"), "cursor"))
            .toList();
    SortedMap<Integer, StreamId> cursors = new TreeMap<>();
    for (Partition partition : Partition.ALL) {
      String cursor = redis.await(asked.get(partition.index()));
      if (cursor != null) {
        cursors.put(partition.index(), StreamId.parse(cursor));
      }
    }
    return cursors;
  }

  /** The last entry of every partition that has one. */
  SortedMap<Integer, StreamId> ends() {
    List<RedisFuture<List<StreamMessage<String, String>>>> asked =
        Partition.ALL.stream()
            .map(each ->
                redis.pipeline().xrevrange(key(each.index()), Range.unbounded(), Limit.from(1)))
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

  /** The entries after one place, up to and with another, at most so many. */
  List<LedgerEntry> entries(int partition, StreamId after, StreamId through, int max) {
    List<LedgerEntry> entries = new ArrayList<>();
    StreamId from = after;
    while (entries.size() < max) {
      int page = Math.min(PAGE, max - entries.size());
      List<LedgerEntry> read = page(partition, from, through, page);
      entries.addAll(read);
      if (read.size() < page) {
        break;
      }
      from = read.getLast().id();
    }
    return entries;
  }

  /** Of every partition the last entries below a bound, newest first. */
  SortedMap<Integer, List<LedgerEntry>> newest(IntFunction<Range.Boundary<String>> below, int max) {
    List<RedisFuture<List<StreamMessage<String, String>>>> asked =
        Partition.ALL.stream()
            .map(each ->
                redis
                    .pipeline()
                    .xrevrange(
                        key(each.index()), until(below.apply(each.index())), Limit.from(max)))
            .toList();
    SortedMap<Integer, List<LedgerEntry>> newest = new TreeMap<>();
    for (Partition partition : Partition.ALL) {
      newest.put(partition.index(), entries(redis.await(asked.get(partition.index()))));
    }
    return newest;
  }

  /** The same of one partition. */
  List<LedgerEntry> newest(int partition, Range.Boundary<String> below, int max) {
    return entries(redis.commands().xrevrange(key(partition), until(below), Limit.from(max)));
  }

  private static Range<String> until(Range.Boundary<String> below) {
    return Range.from(Range.Boundary.unbounded(), below);
  }

  private static List<LedgerEntry> entries(List<StreamMessage<String, String>> messages) {
    return messages.stream()
        .map(message -> LedgerEntry.parse(message.getId(), message.getBody()))
        .toList();
  }

  private List<LedgerEntry> page(int partition, StreamId after, StreamId through, int limit) {
    Range<String> range =
        Range.from(
            Range.Boundary.excluding(after.text()), Range.Boundary.including(through.text()));
    return entries(redis.commands().xrange(key(partition), range, Limit.from(limit)));
  }

  private static String key(int partition) {
    return new Partition(partition).key("ledger");
  }
}
