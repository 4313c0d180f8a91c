package org.tributary.gateway.settlement;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles by itself in the configured interval, once the gateway serves. */
@Singleton
final class SettlementSchedule implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger log = LoggerFactory.getLogger(SettlementSchedule.class);

  private final TaskScheduler scheduler;
  private final Provider<SettlementJob> job;
  private final Duration interval;

  SettlementSchedule(
      @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler,
      Provider<SettlementJob> job,
      SettlementConfiguration configuration) {
    this.scheduler = scheduler;
    this.job = job;
    this.interval = configuration.interval();
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent started) {
    if (interval.isPositive()) {
      scheduler.scheduleWithFixedDelay(interval, interval, this::settle);
    }
  }

  private void settle() {
    try {
      job.get()
          .settle(Duration.ZERO)
          .ifPresent(done ->
              log.info(
                  "settlement {}: epoch {}",
                  done.outcome().text(),
                  done.epoch().map(Epoch::number).orElse(0L)));
    } catch (RuntimeException failed) {
      // A boundary: thrown further, it would end the schedule. The next run repairs this one.
      log.error("settlement failed", failed);
    }
  }
}
