package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** A node of the chain: what can be read from it, and transactions that are already signed. */
public interface Chain {

  /** Asks the node for its chain id, so a wrong address fails here. */
  static Chain connect(URI rpcUrl) {
    return connect(rpcUrl, ChainLimits.DEFAULT);
  }

  static Chain connect(URI rpcUrl, ChainLimits limits) {
    return HttpChain.connect(new JsonRpc(rpcUrl, limits.requestTimeout()), limits);
  }

  long chainId();

  long blockNumber();

  /** The answer's bytes in hex; throws {@link ChainException.Reverted} when the contract does. */
  String call(Address to, String data);

  boolean hasCode(Address at);

  /** In wei. */
  BigInteger nativeBalance(Address of);

  /** The events with this first topic since a block, oldest first. */
  List<Event> events(Address emitter, Bytes32 topic, long fromBlock);

  /** Sends a signed transaction and answers its hash at once. */
  Bytes32 submit(byte[] signedTransaction);

  /** Waits until a transaction is mined; a reverted one throws. */
  TransactionReceipt await(Bytes32 transaction);

  /** What the next transaction of a sender needs. */
  Quote quote(Address from, TransactionRequest request);

  /** Nonce, gas and the price of gas for one transaction. */
  record Quote(
      BigInteger nonce,
      BigInteger gasLimit,
      BigInteger maxPriorityFeePerGas,
      BigInteger maxFeePerGas) {}

  /** An event as a transaction left it. */
  record Event(
      Address emitter,
      List<Bytes32> topics,
      String data,
      long blockNumber,
      Bytes32 transactionHash) {
    public Event {
      topics = List.copyOf(topics);
    }
  }
}
