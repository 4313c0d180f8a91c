package org.tributary.gateway.ledger;

import io.lettuce.core.Range;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tributary.gateway.redis.Redis;

/** Everything in a Redis, read in the plainest way, to compare. */
final class Dump {

  private Dump() {}

  /** A key's value, and whether it will go away by itself. */
  record Value(Object content, boolean expires) {}

  static Map<String, Value> of(Redis redis) {
    Map<String, Value> dump = new TreeMap<>();
    for (Redis.Master master : redis.masters()) {
      for (String key : master.commands().keys("*")) {
        dump.put(key, new Value(content(master.commands(), key), master.commands().pttl(key) >= 0));
      }
    }
    return dump;
  }

  private static Object content(RedisClusterCommands<String, String> redis, String key) {
    return switch (redis.type(key)) {
      case "string" -> String.valueOf(redis.get(key));
      case "hash" -> new TreeMap<>(redis.hgetall(key));
      case "set" -> new TreeSet<>(redis.smembers(key));
      case "zset" -> redis.zrangeWithScores(key, 0, -1);
      case "stream" ->
          redis.xrange(key, Range.unbounded()).stream()
              .map(entry -> List.of(entry.getId(), entry.getBody()))
              .toList();
      default -> throw new AssertionError(key + " is a " + redis.type(key));
    };
  }
}
