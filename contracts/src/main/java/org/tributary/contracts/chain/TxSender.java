package org.tributary.contracts.chain;

import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;

/**
 * Sends transactions from one address; an interface because on some chains the node signs instead
 * of us.
 */
public interface TxSender {

  /** Signs here. Use one sender per key in a process: it orders the key's transactions. */
  static TxSender of(Chain chain, SigningKey key) {
    return new KeyTxSender(chain, key);
  }

  Address address();

  /** Sends and waits until it is mined; a reverted transaction throws. */
  TransactionReceipt send(TransactionRequest request);
}
