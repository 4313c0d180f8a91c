package org.tributary.gateway.settlement;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** What everyone has earned, for anyone to read. */
@Controller("/v1/earnings")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EarningsController {
  private final Earnings earnings;

  EarningsController(Earnings earnings) {
    this.earnings = earnings;
  }

  @Get
  EarningsView earnings() {
    return earnings.view();
  }
}
