package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The open transactions of one sender, shared by all processes that hold its key: no nonce is given
 * out twice while it is open, and each hash is written down before the node has it.
 */
public interface TxJournal {

  /** For a key that one process uses alone; forgotten with it. */
  static TxJournal inMemory() {
    return new MemoryTxJournal();
  }

  /** Takes the lowest nonce from {@code floor} on that is not open, and opens it, in one step. */
  OpenTx open(long floor, TransactionRequest request, BigInteger gasLimit);

  /** Notes an attempt before it is sent. */
  void attempt(long nonce, OpenTx.Attempt attempt);

  /** Its nonce is spent, or was never used. */
  void close(long nonce);

  /** By nonce. */
  List<OpenTx> all();

  /** As the journal has it now; empty when it was closed. */
  default Optional<OpenTx> find(long nonce) {
    return all().stream().filter(tx -> tx.nonce() == nonce).findFirst();
  }
}
