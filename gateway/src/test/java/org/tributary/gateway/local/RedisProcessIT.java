package org.tributary.gateway.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RedisConfig;

class RedisProcessIT {

  @TempDir Path dir;

  @Test
  void kill_losesNothingThatWasAcknowledged() throws Exception {
    int port = RealRedis.freePort();
    RedisProcess first = RedisProcess.start(dir, port);
    try (Redis redis = new Redis(RedisConfig.at(first.uri()))) {
      redis.commands().set("kept", "yes");
    }
    first.kill();

    RedisProcess second = RedisProcess.start(dir, port);
    try (Redis redis = new Redis(RedisConfig.at(second.uri()))) {
      assertEquals("yes", redis.commands().get("kept"));
    } finally {
      second.stop();
    }
    assertFalse(second.isAlive());
  }

  @Test
  void attach_findsTheRunningServerOnly() throws Exception {
    int port = RealRedis.freePort();
    RedisProcess redis = RedisProcess.start(dir, port);
    try {
      assertEquals(redis.pid(), RedisProcess.attach(redis.pid(), port).orElseThrow().pid());
      assertTrue(RedisProcess.attach(ProcessHandle.current().pid(), port).isEmpty());
    } finally {
      redis.stop();
    }
    assertTrue(RedisProcess.attach(redis.pid(), port).isEmpty());
  }

  @Test
  void start_saysWhenThePortIsTaken(@TempDir Path other) throws Exception {
    int port = RealRedis.freePort();
    RedisProcess redis = RedisProcess.start(dir, port);
    try {
      IOException refused = assertThrows(IOException.class, () -> RedisProcess.start(other, port));
      assertTrue(refused.toString().contains(Integer.toString(port)), refused.toString());
    } finally {
      redis.stop();
    }
  }
}
