package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.gateway.local.RedisProcess;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RedisConfig;

/**
 * Random operations on money, by default twenty thousand, as many as {@code -Dmoney.operations}
 * says: the ledger in Redis must answer as its model does, and no unit may be lost or made.
 */
class MoneyModelIT {

  private static final long OPERATIONS = Long.getLong("money.operations", 20_000);
  private static final int OF_ONE_PLAY = 10_000;
  private static final int PLAYS_AT_ONCE = 4;

  /** The first play's; each further play has the next. A failure's message names it. */
  private static final long SEED = Long.getLong("money.seed", System.nanoTime());

  private final AtomicLong left = new AtomicLong(Math.ceilDiv(OPERATIONS, OF_ONE_PLAY));

  @Test
  void randomOperations_loseAndMakeNoUnit(@TempDir Path dir) throws Exception {
    long began = System.nanoTime();
    // What is played here does not ask whether the disk keeps it: others do.
    RedisProcess server =
        RedisProcess.start(dir, RealRedis.freePort(), "--appendonly", "no", "--maxclients", "100");
    Map<String, Long> done;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<MoneyPlay.Counts>> lanes = new ArrayList<>();
      for (int lane = 0; lane < PLAYS_AT_ONCE; lane++) {
        URI database = server.uri().resolve("/" + lane);
        lanes.add(threads.submit(() -> playAll(database)));
      }
      MoneyPlay.Counts all = new MoneyPlay.Counts();
      for (Future<MoneyPlay.Counts> lane : lanes) {
        all.add(lane.get());
      }
      done = all.byName();
    } finally {
      server.kill();
    }
    long operations =
        done.entrySet().stream()
            .filter(each -> !each.getKey().startsWith("refused"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    System.out.printf(
        "%d operations in %d s (first seed %d): %s%n",
        operations, Duration.ofNanos(System.nanoTime() - began).toSeconds(), SEED, done);
    assertTrue(operations >= OPERATIONS, "only " + operations);
  }

  private MoneyPlay.Counts playAll(URI database) {
    MoneyPlay.Counts counts = new MoneyPlay.Counts();
    try (Redis redis = new Redis(RedisConfig.at(database))) {
      for (long play = left.getAndDecrement(); play > 0; play = left.getAndDecrement()) {
        redis.commands().flushdb();
        new MoneyPlay(redis, database, SEED + play, counts).play(OF_ONE_PLAY);
      }
    }
    return counts;
  }
}
