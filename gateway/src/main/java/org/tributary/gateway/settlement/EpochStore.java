package org.tributary.gateway.settlement;

import java.util.Optional;

/** The epochs in order, the last of which may still be on its way to the chain. */
interface EpochStore {

  Optional<Epoch> latest();

  Optional<Epoch> find(long number);

  /** The last that can be claimed by: at most one behind it is still on its way. */
  default Optional<Epoch> latestActive() {
    Optional<Epoch> latest = latest();
    return latest
        .filter(Epoch::isActive)
        .or(() -> latest.flatMap(epoch -> find(epoch.number() - 1)));
  }

  /** How far the fold was when an epoch was decided; the beginning for the one before the first. */
  default FoldMarks marks(long number) {
    return find(number).map(Epoch::marks).orElse(FoldMarks.START);
  }

  /** Replaces the epoch of the same number; refuses a fence that no longer holds the lock. */
  void store(Epoch epoch, long fence);
}
