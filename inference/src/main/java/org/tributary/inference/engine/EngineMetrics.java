package org.tributary.inference.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.tributary.inference.engine.GenerationListener.FinishReason;

/** What an engine tells of itself; every name begins with {@code tributary.worker}. */
final class EngineMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
  };

  /** Counted from the start: a rate cannot be taken of what appears with its first event. */
  private static final List<String> OUTCOMES =
      List.of("stop", "length", "refused", "cancelled", "failed");

  private final MeterRegistry registry;
  private final Timer waiting;
  private final Timer firstModelToken;
  private final Timer betweenModelTokens;
  private final DistributionSummary batch;
  private final Timer prefill;
  private final Counter prefillPositions;
  private final Timer decode;
  private final Counter decoded;
  private final Counter prefixHits;
  private final Counter prefixMisses;
  private final AtomicInteger positionsUsed;
  private final AtomicInteger running;

  EngineMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.waiting = timer("waiting", "from a request's arrival to its slot");
    this.firstModelToken = timer("first.model.token", "from a request's arrival");
    this.betweenModelTokens = timer("between.model.tokens", "of one answer");
    this.batch =
        DistributionSummary.builder(name("step.rows"))
            .description("answers that a step moved on")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
            .register(registry);
    this.prefill = timer("prefill", "spent on prompts, a slice at a time");
    this.prefillPositions = counter("prefill.positions", "positions of prompts computed");
    this.decode = timer("decode", "spent on steps");
    this.decoded = counter("decode.model.tokens", "model-tokens chosen");
    this.prefixHits =
        Counter.builder(name("prefix.positions")).tag("result", "hit").register(registry);
    this.prefixMisses =
        Counter.builder(name("prefix.positions")).tag("result", "miss").register(registry);
    this.positionsUsed = registry.gauge(name("cache.positions.used"), new AtomicInteger());
    this.running = registry.gauge(name("running"), new AtomicInteger());
    OUTCOMES.forEach(this::outcome);
  }

  private static String name(String name) {
    return "tributary.worker." + name;
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name(name))
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name(name)).description(description).register(registry);
  }

  void gauge(String name, IntSupplier value) {
    Gauge.builder(name(name), () -> value.getAsInt()).register(registry);
  }

  /** An answer asked for, from now on. */
  Answer answer() {
    return new Answer();
  }

  private Counter outcome(String outcome) {
    return registry.counter(name("requests"), "outcome", outcome);
  }

  void refused() {
    outcome("refused").increment();
  }

  void cancelled() {
    outcome("cancelled").increment();
  }

  void prefix(int hit, int missed) {
    prefixHits.increment(hit);
    prefixMisses.increment(missed);
  }

  double prefixHitRate() {
    double all = prefixHits.count() + prefixMisses.count();
    return all == 0 ? 0 : prefixHits.count() / all;
  }

  /** A slice of a prompt; {@code positions} are those it completed. */
  void prefilled(long nanos, int positions) {
    prefill.record(Duration.ofNanos(nanos));
    prefillPositions.increment(positions);
  }

  void stepped(long nanos, int rows) {
    decode.record(Duration.ofNanos(nanos));
    batch.record(rows);
  }

  void load(int answersRunning, int positions) {
    running.set(answersRunning);
    positionsUsed.set(positions);
  }

  int running() {
    return running.get();
  }

  /** The times of one answer; the engine's thread alone. */
  final class Answer {
    private final long arrived = System.nanoTime();
    private long last;

    void begun() {
      waiting.record(Duration.ofNanos(System.nanoTime() - arrived));
    }

    void modelToken() {
      long now = System.nanoTime();
      if (last == 0) {
        firstModelToken.record(Duration.ofNanos(now - arrived));
      } else {
        betweenModelTokens.record(Duration.ofNanos(now - last));
      }
      last = now;
      decoded.increment();
    }

    void finished(FinishReason reason) {
      outcome(reason.wire()).increment();
    }

    void cancelled() {
      EngineMetrics.this.cancelled();
    }

    void failed() {
      outcome("failed").increment();
    }
  }
}
