package org.tributary.gateway.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lettuce.core.RedisCommandTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scripts of parallel callers: each gets its own answer, and none waits longer than it may. */
@ExtendWith(RealRedis.class)
class RedisIT {

  private static final LuaScript PLUS = LuaScript.load("test_plus");

  @Test
  void parallelCallers_getTheirOwnAnswers(Redis redis) throws Exception {
    List<Future<List<String>>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1_000; i++) {
        String number = Integer.toString(i);
        answers.add(callers.submit(() -> PLUS.run(redis, List.of(), number, "1")));
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      assertEquals(List.of(Integer.toString(i + 1)), answers.get(i).get());
    }
  }

  @Test
  void aServerThatDoesNotAnswer_isGivenUpOn(Redis control, URI uri) {
    RedisConfig config =
        new RedisConfig(
            uri,
            false,
            null,
            Durability.ALWAYS,
            0,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            10_000);
    try (Redis redis = new Redis(config)) {
      assertEquals(List.of("3"), PLUS.run(redis, List.of(), "1", "2"));
      control.commands().clientPause(1_500);
      assertThrows(RedisCommandTimeoutException.class, () -> PLUS.run(redis, List.of(), "1", "2"));
    }
  }
}
