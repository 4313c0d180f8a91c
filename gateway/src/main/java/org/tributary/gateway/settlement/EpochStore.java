package org.tributary.gateway.settlement;

import java.util.Optional;

/** The epochs in order, the last of which may still be on its way to the chain. */
interface EpochStore {

  Optional<Epoch> latest();

  Optional<Epoch> find(long number);

  /** Replaces the epoch of the same number; refuses a fence that no longer holds the lock. */
  void store(Epoch epoch, long fence);
}
