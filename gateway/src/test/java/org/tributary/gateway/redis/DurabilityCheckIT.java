package org.tributary.gateway.redis;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.gateway.local.RedisProcess;

/** The check against a server whose settings are changed under it. */
class DurabilityCheckIT {

  @Test
  void aServerThatMayLoseMoney_isRefused(@TempDir Path dir) throws Exception {
    RedisProcess server = RedisProcess.start(dir, RealRedis.freePort());
    RedisConfig config = RedisConfig.at(server.uri());
    try (Redis redis = new Redis(config)) {
      DurabilityCheck check = new DurabilityCheck(redis, config);
      assertDoesNotThrow(check::check);
      redis.commands().configSet("appendfsync", "everysec");
      IllegalStateException refused = assertThrows(IllegalStateException.class, check::check);
      assertTrue(refused.toString().contains("`appendfsync always`"), refused.toString());
      redis.commands().configSet("appendfsync", "always");
      redis.commands().configSet("maxmemory-policy", "allkeys-lru");
      assertThrows(IllegalStateException.class, check::check);
    } finally {
      server.stop();
    }
  }
}
