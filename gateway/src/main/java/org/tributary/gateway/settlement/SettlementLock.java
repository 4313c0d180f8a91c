package org.tributary.gateway.settlement;

import java.time.Duration;
import java.util.Optional;

/** Lets one settlement run at a time, and tells a late one apart by its fence. */
interface SettlementLock {

  /** Empty when another run still holds it after {@code wait}. */
  Optional<Hold> acquire(Duration wait);

  /** A held lock; it runs out by itself unless renewed. */
  interface Hold extends AutoCloseable {
    /** Grows with every holder. */
    long fence();

    /** Throws when the lock has run out: another may hold it now. */
    void renew();

    @Override
    void close();
  }
}
