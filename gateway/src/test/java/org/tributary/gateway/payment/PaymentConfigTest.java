package org.tributary.gateway.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.account.TrialConfig;
import org.tributary.gateway.redis.RedisConfig;

/** Pins the limits that hold when nobody configures any. */
class PaymentConfigTest {

  @Test
  void defaults_areTheDocumentedOnes() {
    try (ApplicationContext context =
        ApplicationContext.run(Map.of("tributary.payment.sweep", "false"))) {
      assertEquals(
          new PaymentConfig(
              Duration.ofSeconds(5),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              100,
              Duration.ofHours(24),
              Duration.ofMinutes(5)),
          context.getBean(PaymentConfig.class));
      assertEquals(PaymentConfig.DEFAULT, context.getBean(PaymentConfig.class));
      assertEquals(
          new TrialConfig(50_000, 50, 200, 1_000, 10_000_000, List.of(), null),
          context.getBean(TrialConfig.class));
      assertEquals(TrialConfig.DEFAULT, context.getBean(TrialConfig.class));
      assertEquals(
          RedisConfig.at(URI.create("redis://127.0.0.1:6399")), context.getBean(RedisConfig.class));
      assertEquals(new Erc20("DevUSD", 6), context.getBean(Erc20.class));
    }
  }

  @Test
  void lease_mustOutlastTwoRenewals() {
    Duration second = Duration.ofSeconds(1);

    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PaymentConfig(
                second, second, second, 1, Duration.ofHours(1), Duration.ofMinutes(5)));
  }
}
