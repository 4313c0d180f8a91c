package org.tributary.gateway.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RegistryClockTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final long TODAY = NOON.getEpochSecond() / 86_400;

  private final RegistryClock node = new RegistryClock(DAY, HOUR, false);
  private final RegistryClock alone = new RegistryClock(DAY, HOUR, true);

  @Test
  void aNodeThatKeepsUp_showsThePeriodThatIsRunning() {
    assertEquals(TODAY, node.period(NOON, NOON.minusSeconds(12)));
    assertEquals(
        Instant.parse("2026-11-23T00:00:00Z"), node.end(TODAY, NOON, NOON.minusSeconds(12)));
  }

  @Test
  void aNodeThatLagsBehind_showsNoLaterPeriodThanItsNotice() {
    Instant midnight = Instant.parse("2026-11-22T00:00:00Z");
    assertEquals(TODAY, node.period(NOON, midnight.minus(HOUR)));
    assertEquals(TODAY - 1, node.period(NOON, midnight.minus(HOUR).minusSeconds(1)));
    assertEquals(TODAY - 9, node.period(NOON, NOON.minus(Duration.ofDays(9))));
    assertEquals(midnight, node.end(TODAY - 1, NOON, midnight.minus(Duration.ofHours(2))));
  }

  /** A clock that is set ahead: the others would not yet know what is in force then. */
  @Test
  void aBlockFromTheFuture_showsNoLaterPeriodThanOurOwnClock() {
    assertEquals(TODAY, node.period(NOON, NOON.plus(Duration.ofDays(3))));
  }

  @Test
  void aDevelopmentChain_isAtItsOwnTime() {
    assertEquals(TODAY, alone.period(NOON, NOON.minus(Duration.ofDays(9))));
    Instant ahead = NOON.plus(Duration.ofDays(3)).plusSeconds(60);
    assertEquals(TODAY + 3, alone.period(NOON, ahead));
    assertEquals(
        NOON.plus(Duration.ofHours(12)).minusSeconds(60), alone.end(TODAY + 3, NOON, ahead));
  }

  /** What somebody changes in a block that this node does not have yet. */
  @Property
  void noChangeThatANodeHasNotSeen_isInForceInThePeriodThatItShows(
      @ForAll @LongRange(min = 0, max = 1_000_000) long lag,
      @ForAll @LongRange(min = 1, max = 1_000_000) long after) {
    Instant head = NOON.minusSeconds(lag);
    long changed = head.getEpochSecond() + after;
    long coming = (changed + HOUR.toSeconds()) / DAY.toSeconds() + 1;
    assertTrue(node.period(NOON, head) < coming);
  }
}
