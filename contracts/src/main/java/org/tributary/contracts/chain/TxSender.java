package org.tributary.contracts.chain;

import java.time.Clock;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;

/**
 * Sends transactions from one address; an interface because on some chains the node signs instead
 * of us. What is sent must bear being sent again: a transaction that outlives its process is
 * brought to its end by whoever tends the journal next.
 */
public interface TxSender {

  /** Signs here, for a key that this process uses alone. Use one sender per key. */
  static TxSender of(Chain chain, SigningKey key) {
    return of(chain, key, TxJournal.inMemory(), TxLimits.DEFAULT);
  }

  /** Signs here; processes that share the key share the journal. */
  static TxSender of(Chain chain, SigningKey key, TxJournal journal, TxLimits limits) {
    return new KeyTxSender(chain, key, journal, limits, Clock.systemUTC());
  }

  /** Has the node sign for an account that it keeps the key of, as Qtum's does. */
  static TxSender nodeSigned(Chain chain, Address account, TxLimits limits) {
    return new NodeTxSender(chain, account, limits);
  }

  Address address();

  /**
   * Sends and waits until it is mined; a reverted transaction throws. After {@link
   * ChainException.TimedOut}, {@link ChainException.Unreachable} or {@link ChainException.Replaced}
   * the chain's state says whether it has happened.
   */
  TransactionReceipt send(TransactionRequest request);

  /**
   * Goes on with transactions that an ended process left open: finds those that were mined, and
   * replaces those that are stuck. Returns how many are still open.
   */
  int tend();
}
