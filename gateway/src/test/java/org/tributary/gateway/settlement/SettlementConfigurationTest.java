package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.context.ApplicationContext;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.chain.TxLimits;

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
      assertEquals(BigInteger.valueOf(100_000), defaults.claimAmount());
      assertEquals(Duration.ofHours(1), defaults.claimAge());
      assertEquals(BigInteger.valueOf(1_000_000_000), defaults.bondLimit());
      assertEquals(List.of(), defaults.watchers());
      assertNull(defaults.operatorAccessKey());
      assertFalse(new OperatorAccess(defaults).allows("Bearer null"));
    }
  }

  @Test
  void defaultsOfTheChain_areThese() {
    try (ApplicationContext context =
        ApplicationContext.run(Map.of("tributary.payment.sweep", "false"))) {
      ChainConfiguration defaults = context.getBean(ChainConfiguration.class);
      assertEquals(0, defaults.confirmations());
      assertNull(defaults.nodeAccount());
      assertEquals(TxLimits.DEFAULT, defaults.limits());
    }
  }

  @Test
  void aThreshold_isReachedByAmountOrByAge() {
    ClaimThresholds thresholds = new ClaimThresholds(BigInteger.TEN, Duration.ofHours(1));
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    BigInteger nine = BigInteger.valueOf(9);
    assertTrue(thresholds.isReached(BigInteger.TEN, now, now));
    assertFalse(thresholds.isReached(nine, now.minusSeconds(3599), now));
    assertTrue(thresholds.isReached(nine, now.minusSeconds(3600), now));
    assertTrue(ClaimThresholds.NONE.isReached(BigInteger.ZERO, now, now));
  }

  @Test
  void anAccessKeyThatCouldBeGuessed_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> withKey("secret"));
    assertFalse(withKey("a long enough access key").toString().contains("long enough"));
  }

  private static SettlementConfiguration withKey(String key) {
    Duration second = Duration.ofSeconds(1);
    return new SettlementConfiguration(
        second, 1, second, second, second, BigInteger.ONE, second, BigInteger.ONE, List.of(), key);
  }
}
