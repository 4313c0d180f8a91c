package org.tributary.inference.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** When answers ended lately, which says how soon a place in the queue will be free. */
final class Departures {
  private static final int REMEMBERED = 64;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Clock clock;
  private final Deque<Instant> times = new ArrayDeque<>();

  Departures(Clock clock) {
    this.clock = clock;
  }

  synchronized void mark() {
    if (times.size() == REMEMBERED) {
      times.remove();
    }
    times.add(clock.instant());
  }

  /** How long {@code queued} requests take to leave at the rate of late; a minute at most. */
  synchronized Duration until(int queued) {
    Instant now = clock.instant();
    times.removeIf(t -> t.isBefore(now.minus(WINDOW)));
    if (times.isEmpty()) {
      return Duration.ofSeconds(1);
    }
    double each = Duration.between(times.getFirst(), now).toMillis() / (double) times.size();
    return Duration.ofSeconds((long) Math.clamp(Math.ceil(queued * each / 1000), 1, 60));
  }
}
