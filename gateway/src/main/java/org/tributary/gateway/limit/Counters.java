package org.tributary.gateway.limit;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** Counts what happens in a window of time, for all gateways together. */
@Singleton
public final class Counters {

  private static final LuaScript COUNT = LuaScript.load("count_bounded");

  private final Redis redis;
  private final Clock clock;

  public Counters(Redis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /** At most {@code most} of what is called {@code name} in one window. */
  public record Bound(String name, long most) {}

  /**
   * Counts one more under every bound, unless one of them is full: then nothing is counted. Windows
   * begin at multiples of {@code window} since 1970, so days are UTC days.
   */
  public boolean count(String what, Duration window, List<Bound> bounds) {
    String tag = "{" + what + "}:" + clock.millis() / window.toMillis();
    List<String> keys = bounds.stream().map(bound -> tag + ":" + bound.name()).toList();
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(2 * window.toMillis()));
    bounds.forEach(bound -> arguments.add(Long.toString(bound.most())));
    return COUNT.run(redis, keys, arguments.toArray(String[]::new)).getFirst().equals("counted");
  }
}
