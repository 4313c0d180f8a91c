package org.tributary.inference.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DeparturesTest {
  private final Watch watch = new Watch();
  private final Departures departures = new Departures(watch);

  private static final class Watch extends Clock {
    private Instant now = Instant.EPOCH;

    void pass(int millis) {
      now = now.plusMillis(millis);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void until_isASecond_whereNothingIsKnown() {
    assertEquals(Duration.ofSeconds(1), departures.until(50));
  }

  @Test
  void until_isWhatTheQueueTakesAtTheRateOfLate() {
    for (int i = 0; i < 10; i++) {
      departures.mark();
      watch.pass(500);
    }
    assertEquals(Duration.ofSeconds(10), departures.until(20));
    assertEquals(Duration.ofSeconds(1), departures.until(0));
    assertEquals(Duration.ofSeconds(60), departures.until(1_000), "never longer than a minute");
  }

  @Test
  void until_forgetsWhatWasLongAgo() {
    departures.mark();
    watch.pass(61_000);
    assertEquals(Duration.ofSeconds(1), departures.until(50));
  }
}
