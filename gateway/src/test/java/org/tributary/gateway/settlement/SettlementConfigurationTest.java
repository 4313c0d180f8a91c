package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlementConfigurationTest {

  @Test
  void defaults_areThese() {
    try (ApplicationContext context =
        ApplicationContext.run(Map.of("tributary.payment.sweep", "false"))) {
      SettlementConfiguration defaults = context.getBean(SettlementConfiguration.class);
      assertEquals(Duration.ofMinutes(10), defaults.interval());
      assertEquals(100_000, defaults.maxEntries());
      assertEquals(Duration.ofSeconds(5), defaults.activationWait());
      assertEquals(Duration.ofMinutes(3), defaults.lockLease());
      assertEquals(Duration.ofSeconds(60), defaults.lockWait());
      assertEquals(Duration.ofSeconds(5), defaults.earningsMaxAge());
      assertNull(defaults.operatorAccessKey());
      assertFalse(new OperatorAccess(defaults).allows("Bearer null"));
    }
  }

  @Test
  void anAccessKeyThatCouldBeGuessed_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> withKey("secret"));
    assertFalse(withKey("a long enough access key").toString().contains("long enough"));
  }

  private static SettlementConfiguration withKey(String key) {
    Duration second = Duration.ofSeconds(1);
    return new SettlementConfiguration(second, 1, second, second, second, second, key);
  }
}
