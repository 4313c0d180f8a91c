package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** A node of the chain: what can be read from it, and how transactions reach it. */
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

  /** A block's name and time; empty for one that the node does not have. */
  Optional<Block> block(long number);

  /** When the last block was made that the node has. */
  default Instant headTime() {
    return block(blockNumber()).map(Block::time).orElse(Instant.EPOCH);
  }

  /** The same chain as it was when this block was its last; only recent ones can be asked. */
  Chain asOf(long blockNumber);

  /** The answer's bytes in hex; throws {@link ChainException.Reverted} when the contract does. */
  String call(Address to, String data);

  /** What a transaction would come to, sent now: throws {@link ChainException.Reverted} or not. */
  void simulate(Address from, TransactionRequest request);

  boolean hasCode(Address at);

  /** In wei. */
  BigInteger nativeBalance(Address of);

  /** The events with this first topic since a block, oldest first. */
  default List<Event> events(Address emitter, Bytes32 topic, long fromBlock) {
    return events(emitter, List.of(topic), fromBlock, blockNumber());
  }

  /** The events with any of these first topics in a range of blocks, oldest first. */
  List<Event> events(Address emitter, List<Bytes32> topics, long fromBlock, long throughBlock);

  /** Sends a signed transaction and answers its hash at once. */
  Bytes32 submit(byte[] signedTransaction);

  /** Has the node sign for an account whose key it keeps, and answers the hash at once. */
  Bytes32 submitUnsigned(Address from, TransactionRequest request, BigInteger gasLimit);

  /** Empty while it is not mined, or not known at all; one that was mined and reverted throws. */
  Optional<TransactionReceipt> receipt(Bytes32 transaction);

  /** Waits until a transaction is mined; a reverted one throws. */
  TransactionReceipt await(Bytes32 transaction);

  /** The gas that a transaction would take now; throws {@link ChainException.Reverted}. */
  BigInteger estimateGas(Address from, TransactionRequest request);

  /** What the market asks for gas. */
  Fees fees();

  /** How many transactions of a sender are mined: the lowest nonce that is free. */
  long minedNonce(Address from);

  /** The first nonce behind those that the node knows of, mined or waiting. */
  long pendingNonce(Address from);

  /** The price of a unit of gas, in wei. */
  record Fees(BigInteger maxPriorityFeePerGas, BigInteger maxFeePerGas) {}

  /** A block's hash tells it from another of the same number, after a reorganisation. */
  record Block(long number, Bytes32 hash, Instant time) {}

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
