package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/** Signs EIP-1559 transactions with a key held here. */
final class KeyTxSender implements TxSender {
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final Chain chain;
  private final SigningKey key;

  KeyTxSender(Chain chain, SigningKey key) {
    this.chain = chain;
    this.key = key;
  }

  @Override
  public Address address() {
    return key.address();
  }

  @Override
  public TransactionReceipt send(TransactionRequest request) {
    Bytes32 hash;
    // From reading the nonce until the node has the transaction; waiting to be mined is outside.
    oneAtATime.lock();
    try {
      hash = chain.submit(sign(request, chain.quote(key.address(), request)));
    } finally {
      oneAtATime.unlock();
    }
    return chain.await(hash);
  }

  private byte[] sign(TransactionRequest request, Chain.Quote quote) {
    RawTransaction transaction =
        RawTransaction.createTransaction(
            chain.chainId(),
            quote.nonce(),
            quote.gasLimit(),
            request.to() == null ? "" : request.to().text(),
            BigInteger.ZERO,
            request.data(),
            quote.maxPriorityFeePerGas(),
            quote.maxFeePerGas());
    Signature signature = key.sign(Keccak256.hash(TransactionEncoder.encode(transaction)));
    return TransactionEncoder.encode(
        transaction,
        new Sign.SignatureData((byte) signature.v(), signature.r().bytes(), signature.s().bytes()));
  }
}
