package org.tributary.gateway.payment;

import io.lettuce.core.RedisException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of running calls, each from a virtual thread of its own. */
@Singleton
public final class LeaseKeeper {

  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private static final Duration CHARGE_AGAIN_AFTER = Duration.ofMillis(100);

  private final ChannelLedger ledger;
  private final PaymentConfig config;
  private final Clock clock;

  public LeaseKeeper(ChannelLedger ledger, PaymentConfig config, Clock clock) {
    this.ledger = ledger;
    this.config = config;
    this.clock = clock;
  }

  /** How far a call has come; asked from the keeper's thread. */
  public interface Progress {
    /** What has reached the caller; empty before anything has. */
    Optional<Delivery> delivered();

    /** The part of the answer that is not kept yet, of a call that may be repeated. */
    default AnswerPart part() {
      return AnswerPart.NONE;
    }

    /** The last part is kept now. */
    default void kept() {}
  }

  /** A lease being kept; close it before the call is charged or released. */
  public interface KeptLease extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Renews until closed, each time with what {@code progress} then says. {@code onLost} runs once,
   * on the keeper's thread, when another holder took the call or Redis was away for a whole lease:
   * the call must then stop delivering.
   */
  public KeptLease keep(Reservation reservation, Progress progress, Runnable onLost) {
    Keeping keeping = new Keeping(reservation, progress, onLost);
    Thread.ofVirtual().name("lease-" + reservation.callId()).start(keeping);
    return keeping;
  }

  /**
   * Charges a call whose whole answer is there. Where Redis does not answer nobody knows whether it
   * was charged; the same again is told, for as long as nobody else ends the call.
   */
  public ChargeOutcome charge(Reservation reservation, Delivery delivered, AnswerPart part) {
    Instant giveUpAt = clock.instant().plus(config.lease());
    while (true) {
      try {
        return ledger.charge(reservation, delivered, Ending.COMPLETE, part);
      } catch (RedisException unknown) {
        if (!clock.instant().isBefore(giveUpAt)) {
          throw unknown;
        }
        log.warn("charge of {} is asked for again: {}", reservation.callId(), unknown.toString());
        LockSupport.parkNanos(CHARGE_AGAIN_AFTER.toNanos());
      }
    }
  }

  private final class Keeping implements KeptLease, Runnable {

    private final Reservation reservation;
    private final Progress progress;
    private final Runnable onLost;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Instant keptUntil = clock.instant().plus(config.lease());

    Keeping(Reservation reservation, Progress progress, Runnable onLost) {
      this.reservation = reservation;
      this.progress = progress;
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

    /** What the answer has since grown by is charged next time: a repeat may show it already. */
    private boolean renewed(Delivery delivered) {
      AnswerPart part = progress.part();
      boolean kept = ledger.renew(reservation, delivered, part);
      if (kept && !part.isNone()) {
        progress.kept();
      }
      return kept;
    }

    private boolean renewed() {
      Instant asked = clock.instant();
      try {
        boolean kept =
            progress.delivered().map(this::renewed).orElseGet(() -> ledger.renew(reservation));
        keptUntil = asked.plus(config.lease());
        return kept;
      } catch (RuntimeException redisAway) {
        log.warn("lease of {} not renewed: {}", reservation.callId(), redisAway.toString());
        return clock.instant().isBefore(keptUntil);
      }
    }
  }
}
