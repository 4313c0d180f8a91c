package org.tributary.gateway.ledger;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tributary.gateway.redis.Redis;

/** The keys in Redis by what is between their braces, which is what one script may touch. */
record KeyNames(Map<String, Set<String>> changing, Map<String, Set<String>> calls) {

  private static final ScanArgs PAGE = ScanArgs.Builder.limit(1_000);

  /**
   * Left out: receipts and answers, which go with their calls, and the lock of whoever settles now.
   */
  static KeyNames scan(Redis redis) {
    KeyNames names = new KeyNames(new TreeMap<>(), new TreeMap<>());
    for (Redis.Master master : redis.masters()) {
      ScanCursor cursor = ScanCursor.INITIAL;
      while (!cursor.isFinished()) {
        KeyScanCursor<String> page = master.commands().scan(cursor, PAGE);
        page.getKeys().forEach(names::add);
        cursor = page;
      }
    }
    return names;
  }

  private void add(String key) {
    String name = name(key);
    if (key.matches("\\{settlement}:(watch-)?lock")
        || name.startsWith("receipt:")
        || name.startsWith("answer:")) {
      return;
    }
    Map<String, Set<String>> kind = name.startsWith("call:") ? calls : changing;
    kind.computeIfAbsent(tag(key), tag -> new TreeSet<>()).add(key);
  }

  Set<String> changing(String tag) {
    return changing.getOrDefault(tag, Set.of());
  }

  Set<String> calls(String tag) {
    return calls.getOrDefault(tag, Set.of());
  }

  /** What is between a key's braces; a key without them is alone. */
  static String tag(String key) {
    return key.startsWith("{") && key.contains("}") ? key.substring(0, key.indexOf('}') + 1) : key;
  }

  /** What a partition's keys begin with. */
  static boolean isPartition(String tag) {
    return tag.matches("\\{p[0-9a-f]{2}}");
  }

  private static String name(String key) {
    return isPartition(tag(key)) ? key.substring(tag(key).length() + 1) : "";
  }
}
