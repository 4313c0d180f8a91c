package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.SettableClock;

class ChainExposureTest {
  private static final ChannelId ONE = ChannelId.parse("0x01" + "0".repeat(62));
  private static final ChannelId TWO = ChannelId.parse("0x02" + "0".repeat(62));
  private static final Duration AWAY = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final Duration DELAY = Duration.ofHours(3);

  private final SettableClock clock = new SettableClock();
  private final ChainExposure exposure =
      new ChainExposure(
          new ExposureConfiguration(AWAY, 100, 150, RETRY, true), DELAY, clock.instant(), clock);

  @Test
  void whileTheChainIsThere_callsGoOnWithoutLimit() {
    clock.advance(AWAY.minusMillis(1));
    assertGoesOn(ONE, 1_000_000);
    assertFalse(exposure.isAway());
  }

  @Test
  void away_aChannelGoesOnUpToItsLimit() {
    clock.advance(AWAY);
    exposure.count(Map.of(ONE, 60L));
    assertGoesOn(ONE, 30);
    assertRefused(ONE, 11);
    assertGoesOn(ONE, 10);
    assertRefused(ONE, 1);
    assertGoesOn(TWO, 50);
  }

  @Test
  void away_allChannelsTogetherGoOnUpToTheTotal() {
    clock.advance(AWAY);
    exposure.count(Map.of(ONE, 90L, TWO, 40L));
    assertGoesOn(TWO, 20);
    assertRefused(TWO, 1);
    assertEquals(150, exposure.total());
  }

  @Test
  void away_aNewCountForgetsNoCallThatItMayHaveMissed() {
    clock.advance(AWAY);
    exposure.count(Map.of());
    assertGoesOn(ONE, 100);
    // Read before the call was reserved.
    exposure.count(Map.of());
    assertRefused(ONE, 1);
    exposure.count(Map.of(ONE, 20L));
    assertGoesOn(ONE, 80);
  }

  @Test
  void away_forAThirdOfTheWithdrawalDelay_stops() {
    exposure.count(Map.of());
    clock.advance(DELAY.dividedBy(3).minusMillis(1));
    assertGoesOn(ONE, 1);
    clock.advance(Duration.ofMillis(1));
    assertRefused(ONE, 1);
  }

  @Test
  void backAgain_callsGoOnByThemselves() {
    clock.advance(Duration.ofHours(2));
    assertTrue(exposure.isAway());
    assertRefused(ONE, 1);
    exposure.seen(clock.instant());
    assertGoesOn(ONE, 1_000_000);
  }

  private void assertGoesOn(ChannelId channel, long ceiling) {
    assertEquals(Optional.empty(), exposure.refuses(channel, ceiling));
  }

  private void assertRefused(ChannelId channel, long ceiling) {
    assertEquals(Optional.of(RETRY), exposure.refuses(channel, ceiling));
  }
}
