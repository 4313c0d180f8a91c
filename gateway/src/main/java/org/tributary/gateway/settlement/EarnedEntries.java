package org.tributary.gateway.settlement;

/** Where active epochs are entered: the side of the {@link EarnedBook} that a settlement needs. */
interface EarnedEntries {

  /** The last epoch that is entered; 0 before the first. */
  long lastEpoch();

  /** The epoch after the last; the same one again changes nothing. */
  void add(EpochEarnings earnings);
}
