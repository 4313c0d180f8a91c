package org.tributary.gateway.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one Redis server says of its safety; settings are empty where it does not show them. */
record ServerSettings(String name, Map<String, String> settings, int replicas) {

  private static final Pattern REPLICAS = Pattern.compile("connected_slaves:(\\d+)");

  ServerSettings {
    settings = Map.copyOf(settings);
  }

  static ServerSettings read(Redis.Master master) {
    Map<String, String> settings = new HashMap<>();
    try {
      // One by one: Redis 6 takes a single pattern.
      for (String pattern : new String[] {"*append*", "maxmemory-policy", "min-replicas-*"}) {
        settings.putAll(master.commands().configGet(pattern));
      }
    } catch (RedisCommandExecutionException notAllowed) {
      settings.clear();
    }
    Matcher replicas = REPLICAS.matcher(master.commands().info("replication"));
    return new ServerSettings(
        master.name(), settings, replicas.find() ? Integer.parseInt(replicas.group(1)) : 0);
  }

  boolean isReadable() {
    return !settings.isEmpty();
  }

  boolean is(String setting, String value) {
    return value.equals(settings.get(setting));
  }
}
