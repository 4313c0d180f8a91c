package org.tributary.gateway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** Reads partitions: what changes at one moment, and what never changes in pages after it. */
final class PartitionReader {

  static final int PAGE = 500;

  private static final LuaScript SNAPSHOT = LuaScript.load("ledger_snapshot");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Redis redis;
  private final Clock clock;

  PartitionReader(Redis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /** The keys of one tag as they are now, with the open calls where it is a partition. */
  Map<String, StoredKey> snapshot(String tag, Collection<String> names) {
    String[] calls =
        KeyNames.isPartition(tag)
            ? new String[] {tag + ":leases", tag + ":call:", tag + ":answer:"}
            : new String[] {};
    Map<String, StoredKey> snapshot = new TreeMap<>();
    for (String text : SNAPSHOT.run(redis, List.copyOf(names), calls)) {
      StoredKey key = parse(text);
      snapshot.put(key.key(), key);
    }
    return snapshot;
  }

  /** Whole hashes in one round trip; empty where there is none. */
  List<Map<String, String>> hashes(List<String> keys) {
    List<RedisFuture<Map<String, String>>> asked =
        keys.stream().map(key -> redis.pipeline().hgetall(key)).toList();
    return redis.await(asked);
  }

  /** How long each of these keys still lives, as Redis says it. */
  List<Long> timesToLive(List<String> keys) {
    List<RedisFuture<Long>> asked = keys.stream().map(key -> redis.pipeline().pttl(key)).toList();
    return redis.await(asked);
  }

  /** A stream's entries up to and with {@code last}, in pages. */
  void entries(String stream, String last, Consumer<List<StreamMessage<String, String>>> page) {
    Range.Boundary<String> end = Range.Boundary.including(last);
    Range.Boundary<String> from = Range.Boundary.including("0-0");
    while (true) {
      List<StreamMessage<String, String>> read =
          redis.commands().xrange(stream, Range.from(from, end), Limit.from(PAGE));
      if (read.isEmpty()) {
        return;
      }
      page.accept(read);
      from = Range.Boundary.excluding(read.getLast().getId());
    }
  }

  /** When a key ends, from how long it lives. */
  Long expiry(long timeToLiveMs) {
    return clock.millis() + timeToLiveMs;
  }

  private StoredKey parse(String text) {
    try {
      JsonNode parts = JSON.readTree(text);
      List<String> value = new ArrayList<>();
      parts.path(3).forEach(each -> value.add(each.asText()));
      long timeToLiveMs = parts.path(2).asLong();
      return new StoredKey(
          parts.path(0).asText(),
          StoredKey.Kind.valueOf(parts.path(1).asText().toUpperCase(Locale.ROOT)),
          timeToLiveMs < 0 ? null : expiry(timeToLiveMs),
          value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the snapshot script answers in JSON", e);
    }
  }
}
