package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;

/** Open transactions of a process that holds its key alone. */
final class MemoryTxJournal implements TxJournal {
  private final TreeMap<Long, OpenTx> open = new TreeMap<>();
  private final Clock clock = Clock.systemUTC();

  @Override
  public synchronized OpenTx open(long floor, TransactionRequest request, BigInteger gasLimit) {
    long nonce = floor;
    while (open.containsKey(nonce)) {
      nonce++;
    }
    OpenTx opened = new OpenTx(nonce, request, gasLimit, clock.instant(), List.of());
    open.put(nonce, opened);
    return opened;
  }

  @Override
  public synchronized void attempt(long nonce, OpenTx.Attempt attempt) {
    open.computeIfPresent(nonce, (key, tx) -> tx.with(attempt));
  }

  @Override
  public synchronized void close(long nonce) {
    open.remove(nonce);
  }

  @Override
  public synchronized List<OpenTx> all() {
    return List.copyOf(open.values());
  }
}
