package org.tributary.gateway.payment;

import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the calls of gateways that are gone. */
@Singleton
@Requires(property = "tributary.payment.sweep", notEquals = "false")
final class ExpiredLeaseSweeper {

  private static final Logger log = LoggerFactory.getLogger(ExpiredLeaseSweeper.class);

  private final ChannelLedger ledger;

  ExpiredLeaseSweeper(ChannelLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * A failure is logged by the scheduler, and met again at the next sweep. The first is not at
   * once: beans cannot be had in the moment in which their context has started.
   */
  @Scheduled(
      fixedDelay = "${tributary.payment.sweep-every:1s}",
      initialDelay = "${tributary.payment.sweep-every:1s}")
  void sweep() {
    int ended = ledger.chargeExpired();
    if (ended > 0) {
      log.info("{} calls with expired leases ended", ended);
    }
  }
}
