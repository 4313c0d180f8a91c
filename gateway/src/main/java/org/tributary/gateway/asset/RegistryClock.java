package org.tributary.gateway.asset;

import java.time.Duration;
import java.time.Instant;

/**
 * The registry's periods, as far as a node has shown what is in force in them.
 *
 * @param notice what is changed in a block comes into force no sooner after it
 * @param isWholeChain whether no block can exist that the node does not have, and its own time is
 *     the chain's
 */
record RegistryClock(Duration period, Duration notice, boolean isWholeChain) {

  /**
   * The last period in which nothing can differ from what the node answers: a node that lags behind
   * does not know yet what has been changed since its last block.
   */
  long period(Instant now, Instant head) {
    return shown(now, head).getEpochSecond() / period.toSeconds();
  }

  /** When a period ends, by the clock that {@code now} is of. */
  Instant end(long running, Instant now, Instant head) {
    Instant end = Instant.ofEpochSecond((running + 1) * period.toSeconds());
    return isWholeChain ? now.plus(Duration.between(shown(now, head), end)) : end;
  }

  /** A development chain's last block may be old, or its clock set ahead. */
  private Instant shown(Instant now, Instant head) {
    if (isWholeChain) {
      return head.isAfter(now) ? head : now;
    }
    Instant fixed = head.plus(notice);
    return fixed.isBefore(now) ? fixed : now;
  }
}
