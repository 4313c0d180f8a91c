package org.tributary.gateway.settlement;

import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles by itself in the configured interval, while the gateway serves. */
@Singleton
class SettlementSchedule {
  private static final Logger log = LoggerFactory.getLogger(SettlementSchedule.class);

  private final TaskScheduler scheduler;
  private final Provider<SettlementJob> job;
  private final Duration interval;
  private final Duration lockWait;
  private final ClaimThresholds thresholds;
  private final ReentrantLock running = new ReentrantLock();
  private @Nullable ScheduledFuture<?> schedule;
  private boolean stopped;

  SettlementSchedule(
      @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler,
      Provider<SettlementJob> job,
      SettlementConfiguration configuration) {
    this.scheduler = scheduler;
    this.job = job;
    this.interval = configuration.interval();
    // Claims from who is leaving hold the lock for moments, however many there are.
    this.lockWait = configuration.lockWait();
    this.thresholds = configuration.thresholds();
  }

  @EventListener
  void start(ServerStartupEvent started) {
    if (interval.isPositive()) {
      schedule = scheduler.scheduleWithFixedDelay(interval, interval, this::settle);
    }
  }

  /** Lets a run that has begun end, while Redis is still connected. */
  @EventListener
  void stop(ServerShutdownEvent stopping) {
    if (schedule != null) {
      schedule.cancel(false);
    }
    running.lock();
    stopped = true;
    running.unlock();
  }

  private void settle() {
    running.lock();
    try {
      if (!stopped) {
        job.get().settle(lockWait, thresholds).ifPresent(SettlementSchedule::log);
      }
    } catch (RuntimeException failed) {
      // A boundary: thrown further, it would end the schedule. The next run repairs this one.
      log.error("settlement failed", failed);
    } finally {
      running.unlock();
    }
  }

  private static void log(Settlement done) {
    log.info(
        "settlement {}: epoch {}",
        done.outcome().text(),
        done.epoch().map(Epoch::number).orElse(0L));
  }
}
