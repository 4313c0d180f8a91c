package org.tributary.gateway.ledger;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RestoreMark;

/** Brings a backup back into an empty Redis, which no gateway uses until all of it is there. */
final class LedgerRestore {

  private static final int BATCH = 500;

  private final Redis redis;
  private final List<RedisFuture<?>> pending = new ArrayList<>();

  LedgerRestore(Redis redis) {
    this.redis = redis;
  }

  /** The file is read to its end and proven before the first key is written. */
  BackupFile.Summary restore(Path file) {
    BackupFile.read(file, key -> {});
    requireEmpty();
    RestoreMark.set(redis);
    BackupFile.Summary summary = BackupFile.read(file, this::write);
    flush();
    RestoreMark.clear(redis);
    return summary;
  }

  private void requireEmpty() {
    for (Redis.Master master : redis.masters()) {
      long keys = master.commands().dbsize();
      if (keys > 0) {
        throw new BackupRefused(
            "Redis at %s holds %d keys already: restore into an empty one (stop every gateway and"
                    .formatted(master.name(), keys)
                + " worker that uses it, then FLUSHALL, if nothing in it is needed)");
      }
    }
  }

  private void write(StoredKey key) {
    RedisClusterAsyncCommands<String, String> pipeline = redis.pipeline();
    String[] value = key.value().toArray(String[]::new);
    switch (key.type()) {
      case STRING -> pending.add(pipeline.set(key.key(), value[0]));
      case HASH -> pending.add(pipeline.hset(key.key(), key.fields()));
      case SET -> pending.add(pipeline.sadd(key.key(), value));
      case LIST -> pending.add(pipeline.rpush(key.key(), value));
      case ZSET ->
          key.fields()
              .forEach((member, score) ->
                  pending.add(pipeline.zadd(key.key(), Double.parseDouble(score), member)));
      case STREAM -> entries(key);
    }
    if (key.expiresAtMs() != null) {
      pending.add(pipeline.pexpireat(key.key(), key.expiresAtMs()));
    }
    if (pending.size() >= BATCH) {
      flush();
    }
  }

  private void entries(StoredKey page) {
    List<String> value = page.value();
    for (int at = 0; at < value.size(); ) {
      XAddArgs id = new XAddArgs().id(value.get(at));
      int fields = Integer.parseInt(value.get(at + 1));
      Map<String, String> body = new LinkedHashMap<>();
      for (int i = 0; i < fields; i++) {
        body.put(value.get(at + 2 + 2 * i), value.get(at + 3 + 2 * i));
      }
      pending.add(redis.pipeline().xadd(page.key(), id, body));
      at += 2 + 2 * fields;
    }
  }

  private void flush() {
    for (RedisFuture<?> each : pending) {
      redis.await(each);
    }
    pending.clear();
  }
}
