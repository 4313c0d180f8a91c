package org.tributary.gateway.settlement;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.gateway.redis.RealRedis;

/** A gateway that settles by itself. */
@ExtendWith(RealRedis.class)
class SettlementScheduleIT {

  @Test
  void settlement_happensInItsInterval(@TempDir Path home, URI redis) throws Exception {
    try (TestStack stack = new TestStack(home, redis, Duration.ofMillis(200))) {
      TestStack.Payer payer = stack.payer();
      stack.charge(payer, 100);
      awaitReceived(stack);
      stack.charge(payer, 200);
      awaitReceived(stack);
    }
  }

  private static void awaitReceived(TestStack stack) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> stack.pool().received().equals(stack.charged()));
  }
}
