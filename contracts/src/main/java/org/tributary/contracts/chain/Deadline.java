package org.tributary.contracts.chain;

import java.time.Duration;

/** How long a transaction is waited for. */
final class Deadline {
  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Waits before the next look; false when the time is over. */
  boolean pause(Duration interval) {
    if (System.nanoTime() - endNanos >= 0) {
      return false;
    }
    try {
      Thread.sleep(interval);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException.TimedOut("interrupted while waiting for a transaction");
    }
  }
}
