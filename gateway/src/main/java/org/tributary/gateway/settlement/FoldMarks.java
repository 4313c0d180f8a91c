package org.tributary.gateway.settlement;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the fold is in each partition: the last charge in the ledger, and the last of those that
 * were set aside first and credited late.
 */
record FoldMarks(SortedMap<Integer, StreamId> ledger, SortedMap<Integer, StreamId> late) {
  static final FoldMarks START = new FoldMarks(new TreeMap<>(), new TreeMap<>());

  FoldMarks {
    ledger = new TreeMap<>(ledger);
    late = new TreeMap<>(late);
  }

  StreamId ledger(int partition) {
    return ledger.getOrDefault(partition, StreamId.START);
  }

  StreamId late(int partition) {
    return late.getOrDefault(partition, StreamId.START);
  }
}
