package org.tributary.gateway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RestoreMark;

/** Adds up every partition's stream anew, compares, and sets right what can be. */
final class LedgerAudit {

  private static final LuaScript CORRECT = LuaScript.load("ledger_correct");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A partition that calls go on in is looked at again, this often. */
  private static final int MAX_TRIES = 20;

  private final Redis redis;
  private final PartitionReader reader;
  private final ChainView chain;
  private long entries;

  LedgerAudit(Redis redis, ChainView chain, Clock clock) {
    this.redis = redis;
    this.reader = new PartitionReader(redis, clock);
    this.chain = chain;
  }

  /** What was looked at, what did not add up, and how much of it was set right. */
  record Report(int partitions, long entries, List<Finding> findings, int corrected) {

    boolean isClean() {
      return findings.size() == corrected;
    }
  }

  /** {@code correct} writes what the stream says, unless a call has just changed it. */
  Report run(boolean correct) {
    if (RestoreMark.isSet(redis)) {
      throw new BackupRefused(
          "a restore was begun and not ended: empty this Redis and restore again");
    }
    KeyNames names = KeyNames.scan(redis);
    Map<Integer, StreamPlace> settled = settled();
    List<Finding> findings = new ArrayList<>();
    int corrected = 0;
    for (Partition partition : Partition.ALL) {
      StreamPlace end = settled.getOrDefault(partition.index(), StreamPlace.START);
      List<Finding> found = audit(partition, names, end);
      for (int tries = 0; correct && !correct(found); tries++) {
        if (tries == MAX_TRIES) {
          throw new BackupRefused(
              "partition " + partition.hex() + " is too busy: stop the gateways and try again");
        }
        found = audit(partition, names, end);
      }
      findings.addAll(found);
      corrected += correct ? (int) found.stream().filter(each -> each.field() != null).count() : 0;
    }
    return new Report(Partition.COUNT, entries, findings, corrected);
  }

  private List<Finding> audit(Partition partition, KeyNames names, StreamPlace settled) {
    String tag = KeyNames.tag(partition.key(""));
    Set<String> known = new TreeSet<>(names.changing(tag));
    known.addAll(
        Stream.of("ledger", "fold", "payees", "parts", "deferred")
            .map(name -> tag + ":" + name)
            .toList());
    for (int tries = 0; ; tries++) {
      Map<String, StoredKey> snapshot = reader.snapshot(tag, known);
      StreamPlace folded = later(settled, cursor(snapshot.get(tag + ":fold")));
      StreamSums sums = sum(tag, snapshot, folded);
      // What was opened since the names were read is looked at together with the rest.
      boolean isMore =
          known.addAll(sums.charged.keySet())
              | known.addAll(sums.spent.keySet())
              | known.addAll(sums.spentByKey.keySet());
      if (!isMore || tries == MAX_TRIES) {
        return new PartitionAudit(tag, snapshot, sums, folded, chain).findings();
      }
    }
  }

  private StreamSums sum(String tag, Map<String, StoredKey> snapshot, StreamPlace folded) {
    StoredKey deferred = snapshot.get(tag + ":deferred");
    Set<String> setAside = deferred == null ? Set.of() : deferred.fields().keySet();
    StreamSums sums = new StreamSums(tag, folded, setAside);
    StoredKey stream = snapshot.get(tag + ":ledger");
    if (stream != null) {
      reader.entries(
          stream.key(),
          stream.value().getFirst(),
          page -> {
            List<String> receipts =
                page.stream().map(each -> tag + ":receipt:" + each.getBody().get("call")).toList();
            List<Map<String, String>> found = reader.hashes(receipts);
            for (int i = 0; i < page.size(); i++) {
              sums.add(page.get(i), found.get(i));
            }
            entries += page.size();
          });
    }
    return sums;
  }

  /** False when a call has changed something since it was read: nothing is written then. */
  private boolean correct(List<Finding> findings) {
    Set<String> keys = new LinkedHashSet<>();
    findings.stream().filter(each -> each.field() != null).forEach(each -> keys.add(each.key()));
    if (keys.isEmpty()) {
      return true;
    }
    List<String> order = List.copyOf(keys);
    List<String> arguments = new ArrayList<>();
    for (Finding each : findings) {
      if (each.field() != null && each.seen() != null && each.right() != null) {
        arguments.add(Integer.toString(order.indexOf(each.key()) + 1));
        arguments.addAll(List.of(each.field(), each.seen(), each.right()));
      }
    }
    return CORRECT
        .run(redis, order, arguments.toArray(String[]::new))
        .getFirst()
        .equals("corrected");
  }

  /** How far the last stored epoch reaches: folded before it was stored, whatever Redis lost. */
  private Map<Integer, StreamPlace> settled() {
    Map<Integer, StreamPlace> ends = new TreeMap<>();
    String latest = redis.commands().get("{settlement}:latest");
    String epoch = latest == null ? null : redis.commands().get("{settlement}:epoch:" + latest);
    if (epoch == null) {
      return ends;
    }
    try {
      for (Map.Entry<String, JsonNode> end : JSON.readTree(epoch).path("ends").properties()) {
        ends.put(Integer.valueOf(end.getKey()), StreamPlace.parse(end.getValue().asText()));
      }
      return ends;
    } catch (JsonProcessingException e) {
      throw new BackupRefused("the last epoch in Redis cannot be read", e);
    }
  }

  private static StreamPlace cursor(@Nullable StoredKey fold) {
    String text = fold == null ? null : fold.fields().get("cursor");
    try {
      return text == null ? StreamPlace.START : StreamPlace.parse(text);
    } catch (NumberFormatException damaged) {
      return StreamPlace.START;
    }
  }

  private static StreamPlace later(StreamPlace one, StreamPlace other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
