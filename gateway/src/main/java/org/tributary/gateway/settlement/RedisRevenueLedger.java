package org.tributary.gateway.settlement;

import io.lettuce.core.RedisFuture;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargedCall;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/** The ledger streams in Redis, and beside each its totals by payee and by part. */
final class RedisRevenueLedger implements RevenueLedger {
  /** Bounds the time that one fold keeps Redis from its other work. */
  private static final int FOLD_PAGE = 500;

  /** Reads in parallel share their round trips. */
  private static final int AT_ONCE = 64;

  private static final LuaScript FOLD = LuaScript.load("fold", "shares");
  private static final LuaScript FOLD_DEFERRED = LuaScript.load("fold_deferred", "shares");

  private final Redis redis;
  private final Channels channels;
  private final ChannelLedger calls;
  private final LedgerStream stream;
  private final DeferredCharges deferred;

  /** With which partition the next cut begins. */
  private volatile int next;

  RedisRevenueLedger(Redis redis, Channels channels, ChannelLedger calls) {
    this.redis = redis;
    this.channels = channels;
    this.calls = calls;
    this.stream = new LedgerStream(redis);
    this.deferred = new DeferredCharges(redis);
  }

  @Override
  public Cut unfolded(int maxEntries) {
    SortedMap<Integer, StreamId> cursors = stream.cursors();
    SortedMap<Integer, List<LedgerEntry>> entries = new TreeMap<>();
    SortedMap<Integer, StreamId> ends = stream.ends();
    int left = maxEntries;
    // The next one begins behind it, or the last partitions might never have their turn.
    int first = next;
    for (int i = 0; i < Partition.COUNT && left > 0; i++) {
      int partition = (first + i) % Partition.COUNT;
      StreamId cursor = cursors.getOrDefault(partition, StreamId.START);
      StreamId end = ends.getOrDefault(partition, StreamId.START);
      if (cursor.compareTo(end) < 0) {
        List<LedgerEntry> charges = stream.entries(partition, cursor, end, left);
        entries.put(partition, charges);
        left -= charges.size();
        next = (partition + 1) % Partition.COUNT;
      }
    }
    return new Cut(entries);
  }

  @Override
  public Cut deferred() {
    return new Cut(deferred.waiting());
  }

  @Override
  public List<CallId> credited(int partition, FoldMarks after, FoldMarks through) {
    // What was set aside is credited by its later entry, in whichever epoch that is.
    Set<StreamId> aside = deferred.everSetAside(partition);
    Stream<LedgerEntry> atOnce =
        stream
            .entries(
                partition, after.ledger(partition), through.ledger(partition), Integer.MAX_VALUE)
            .stream()
            .filter(entry -> !aside.contains(entry.id()));
    Stream<LedgerEntry> late =
        deferred.late(partition, after.late(partition), through.late(partition)).stream();
    return Stream.concat(atOnce, late).map(LedgerEntry::call).toList();
  }

  @Override
  public void fold(int partition, StreamId end, List<LedgerEntry> setAside, long fence) {
    StreamId cursor = stream.cursors().getOrDefault(partition, StreamId.START);
    Set<LedgerEntry> aside = Set.copyOf(setAside);
    while (cursor.compareTo(end) < 0) {
      List<LedgerEntry> page = stream.entries(partition, cursor, end, FOLD_PAGE);
      if (page.isEmpty()) {
        throw new IllegalStateException("the ledger of partition " + partition + " has a gap");
      }
      fold(new Partition(partition), cursor, page, aside, fence);
      cursor = page.getLast().id();
    }
  }

  @Override
  public void foldDeferred(int partition, List<LedgerEntry> paid, long fence) {
    for (int from = 0; from < paid.size(); from += FOLD_PAGE) {
      List<LedgerEntry> page = paid.subList(from, Math.min(paid.size(), from + FOLD_PAGE));
      List<String> arguments = new ArrayList<>(List.of(Long.toString(fence)));
      addEarned(arguments, earnedBy(page));
      page.forEach(entry -> add(arguments, entry.id().text(), entry.text()));
      Partition in = new Partition(partition);
      run(
          FOLD_DEFERRED,
          List.of(
              in.key("fold"),
              in.key("payees"),
              in.key("parts"),
              DeferredCharges.waitingKey(in),
              DeferredCharges.lateKey(in)),
          arguments);
    }
  }

  @Override
  public FoldMarks marks() {
    return new FoldMarks(stream.cursors(), deferred.lateEnds());
  }

  @Override
  public Map<ChannelId, BigInteger> charged() {
    return charged(channels.all());
  }

  @Override
  public Map<ChannelId, BigInteger> charged(Collection<ChannelId> ids) {
    List<ChannelId> asked = List.copyOf(ids);
    List<RedisFuture<String>> answers =
        asked.stream().map(id -> redis.pipeline().hget(key(id), "charged")).toList();
    Map<ChannelId, BigInteger> charged = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      String total = redis.await(answers.get(i));
      if (total != null) {
        charged.put(asked.get(i), new BigInteger(total));
      }
    }
    return charged;
  }

  @Override
  public void recordClaimed(Map<ChannelId, BigInteger> totals) {
    // Set, not added to: the chain's cumulative total is the truth, and only settlement writes it.
    redis.await(
        totals.entrySet().stream()
            .map(total ->
                redis.pipeline().hset(key(total.getKey()), "claimed", total.getValue().toString()))
            .toList());
  }

  private static String key(ChannelId channel) {
    return new Partition(channel.partition()).key("channel:" + channel);
  }

  @Override
  public Earned folded() {
    return new Earned(totals("payees", Address::new), totals("parts", Part::parse));
  }

  @Override
  public Stream<Charged> charges(List<CallId> charged) {
    return charged.stream().gather(Gatherers.mapConcurrent(AT_ONCE, this::charge));
  }

  private Charged charge(CallId call) {
    ChargedCall charged = calls.charged(call).orElseThrow();
    return new Charged(charged.time(), charged.split());
  }

  private Earned earnedBy(List<LedgerEntry> page) {
    return Earned.of(
        charges(page.stream().map(LedgerEntry::call).toList())
            .flatMap(charge -> charge.split().stream())
            .toList());
  }

  private void fold(
      Partition partition,
      StreamId from,
      List<LedgerEntry> page,
      Set<LedgerEntry> aside,
      long fence) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(fence));
    arguments.add(from.text());
    arguments.add(page.getLast().id().text());
    addEarned(arguments, earnedBy(page.stream().filter(each -> !aside.contains(each)).toList()));
    page.stream()
        .filter(aside::contains)
        .forEach(each -> add(arguments, each.id().text(), each.text()));
    run(
        FOLD,
        List.of(
            partition.key("fold"),
            partition.key("payees"),
            partition.key("parts"),
            DeferredCharges.waitingKey(partition)),
        arguments);
  }

  private static void addEarned(List<String> arguments, Earned earned) {
    arguments.add(Integer.toString(earned.byPayee().size()));
    arguments.add(Integer.toString(earned.byPart().size()));
    earned.byPayee().forEach((payee, sum) -> add(arguments, payee.text(), sum.toString()));
    earned.byPart().forEach((part, sum) -> add(arguments, part.text(), sum.toString()));
  }

  private void run(LuaScript script, List<String> keys, List<String> arguments) {
    String outcome = script.run(redis, keys, arguments.toArray(String[]::new)).getFirst();
    if (!outcome.equals("folded")) {
      throw new StaleSettlement("another settlement has folded here: " + outcome);
    }
  }

  private static void add(List<String> arguments, String key, String value) {
    arguments.add(key);
    arguments.add(value);
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
