package org.tributary.gateway.payment;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of running calls, each from a virtual thread of its own. */
@Singleton
public final class LeaseKeeper {

  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final ChannelLedger ledger;
  private final PaymentConfig config;
  private final Clock clock;

  public LeaseKeeper(ChannelLedger ledger, PaymentConfig config, Clock clock) {
    this.ledger = ledger;
    this.config = config;
    this.clock = clock;
  }

  /** A lease being kept; close it before the call is charged or released. */
  public interface KeptLease extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Renews until closed, each time with what {@code delivered} then says. {@code onLost} runs once,
   * on the keeper's thread, when another holder took the call or Redis was away for a whole lease:
   * the call must then stop delivering.
   */
  public KeptLease keep(
      Reservation reservation, Supplier<Optional<Delivery>> delivered, Runnable onLost) {
    Keeping keeping = new Keeping(reservation, delivered, onLost);
    Thread.ofVirtual().name("lease-" + reservation.callId()).start(keeping);
    return keeping;
  }

  private final class Keeping implements KeptLease, Runnable {

    private final Reservation reservation;
    private final Supplier<Optional<Delivery>> delivered;
    private final Runnable onLost;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Instant keptUntil = clock.instant().plus(config.lease());

    Keeping(Reservation reservation, Supplier<Optional<Delivery>> delivered, Runnable onLost) {
      this.reservation = reservation;
      this.delivered = delivered;
      this.onLost = onLost;
    }

    @Override
    public void run() {
      try {
        while (!closed.await(config.renewEvery().toNanos(), TimeUnit.NANOSECONDS)) {
          if (!renewed() && !isClosed()) {
            onLost.run();
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }

    private boolean isClosed() {
      return closed.getCount() == 0;
    }

    private boolean renewed() {
      Instant asked = clock.instant();
      try {
        boolean kept =
            delivered
                .get()
                .map(now -> ledger.renew(reservation, now))
                .orElseGet(() -> ledger.renew(reservation));
        keptUntil = asked.plus(config.lease());
        return kept;
      } catch (RuntimeException redisAway) {
        log.warn("lease of {} not renewed: {}", reservation.callId(), redisAway.toString());
        return clock.instant().isBefore(keptUntil);
      }
    }
  }
}
