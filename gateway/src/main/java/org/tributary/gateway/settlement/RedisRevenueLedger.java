package org.tributary.gateway.settlement;

import io.lettuce.core.RedisFuture;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/** The ledger streams in Redis, and beside each its totals by payee and by part. */
final class RedisRevenueLedger implements RevenueLedger {
  /** Bounds the time that one fold keeps Redis from its other work. */
  private static final int FOLD_PAGE = 500;

  private static final LuaScript FOLD = LuaScript.load("fold");

  private final Redis redis;
  private final Channels channels;
  private final ChannelLedger calls;
  private final LedgerStream stream;

  RedisRevenueLedger(Redis redis, Channels channels, ChannelLedger calls) {
    this.redis = redis;
    this.channels = channels;
    this.calls = calls;
    this.stream = new LedgerStream(redis);
  }

  @Override
  public Cut unfolded(int maxEntries) {
    SortedMap<Integer, StreamId> cursors = stream.cursors();
    SortedMap<Integer, List<LedgerEntry>> entries = new TreeMap<>();
    int left = maxEntries;
    for (Map.Entry<Integer, StreamId> end : stream.ends().entrySet()) {
      StreamId cursor = cursors.getOrDefault(end.getKey(), StreamId.START);
      if (left > 0 && cursor.compareTo(end.getValue()) < 0) {
        var charges = stream.entries(end.getKey(), cursor, end.getValue(), left);
        entries.put(end.getKey(), charges);
        left -= charges.size();
      }
    }
    return new Cut(entries);
  }

  @Override
  public List<CallId> calls(int partition, StreamId after, StreamId through) {
    return stream.entries(partition, after, through, Integer.MAX_VALUE).stream()
        .map(LedgerEntry::call)
        .toList();
  }

  @Override
  public void fold(int partition, StreamId end, long fence) {
    StreamId cursor = stream.cursors().getOrDefault(partition, StreamId.START);
    while (cursor.compareTo(end) < 0) {
      List<LedgerEntry> page = stream.entries(partition, cursor, end, FOLD_PAGE);
      if (page.isEmpty()) {
        throw new IllegalStateException("the ledger of partition " + partition + " has a gap");
      }
      StreamId next = page.getLast().id();
      fold(new Partition(partition), cursor, next, earnedBy(page), fence);
      cursor = next;
    }
  }

  @Override
  public SortedMap<Integer, StreamId> cursors() {
    return stream.cursors();
  }

  @Override
  public Map<ChannelId, BigInteger> charged() {
    Map<ChannelId, BigInteger> charged = new HashMap<>();
    for (ChannelId id : channels.all()) {
      charged.put(id, BigInteger.valueOf(channels.find(id).orElseThrow().charged()));
    }
    return charged;
  }

  @Override
  public void recordClaimed(ChannelId channel, BigInteger total) {
    String key = new Partition(channel.partition()).key("channel:" + channel);
    // Set, not added to: the chain's cumulative total is the truth, and only settlement writes it.
    redis.commands().hset(key, "claimed", total.toString());
  }

  @Override
  public Earned folded() {
    return new Earned(totals("payees", Address::new), totals("parts", Part::parse));
  }

  @Override
  public Earned of(Cut cut) {
    return cut.entries().values().stream().map(this::earnedBy).reduce(Earned.NOTHING, Earned::plus);
  }

  private Earned earnedBy(List<LedgerEntry> page) {
    List<Share> shares = new ArrayList<>();
    for (LedgerEntry entry : page) {
      shares.addAll(calls.charged(entry.call()).orElseThrow().split());
    }
    return Earned.of(shares);
  }

  private void fold(Partition partition, StreamId from, StreamId to, Earned earned, long fence) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(fence));
    arguments.add(from.text());
    arguments.add(to.text());
    arguments.add(Integer.toString(earned.byPayee().size()));
    earned.byPayee().forEach((payee, amount) -> add(arguments, payee.text(), amount));
    earned.byPart().forEach((part, amount) -> add(arguments, part.text(), amount));
    List<String> keys =
        List.of(partition.key("fold"), partition.key("payees"), partition.key("parts"));
    String outcome = FOLD.run(redis, keys, arguments.toArray(String[]::new)).getFirst();
    if (!outcome.equals("folded")) {
      throw new StaleSettlement("another settlement has folded here: " + outcome);
    }
  }

  private static void add(List<String> arguments, String key, BigInteger amount) {
    arguments.add(key);
    arguments.add(amount.toString());
  }

  private <K> Map<K, BigInteger> totals(String name, Function<String, K> parse) {
    List<RedisFuture<Map<String, String>>> asked =
        Partition.ALL.stream().map(each -> redis.pipeline().hgetall(each.key(name))).toList();
    Map<K, BigInteger> totals = new HashMap<>();
    for (Map<String, String> part : redis.await(asked)) {
      part.forEach(
          (key, amount) -> totals.merge(parse.apply(key), new BigInteger(amount), BigInteger::add));
    }
    return totals;
  }
}
