package org.tributary.contracts.chain;

import static org.tributary.contracts.chain.NodeJson.quantity;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** A node over HTTP. */
final class HttpChain implements Chain {
  private static final BigInteger MAX_TIP = BigInteger.valueOf(1_000_000_000);
  private static final String LATEST = "latest";

  final JsonRpc rpc;
  private final ChainLimits limits;
  private final long chainId;
  private final String block;

  private HttpChain(JsonRpc rpc, ChainLimits limits, long chainId, String block) {
    this.rpc = rpc;
    this.limits = limits;
    this.chainId = chainId;
    this.block = block;
  }

  static HttpChain connect(JsonRpc rpc, ChainLimits limits) {
    return new HttpChain(rpc, limits, quantity(rpc.call("eth_chainId")).longValueExact(), LATEST);
  }

  @Override
  public long chainId() {
    return chainId;
  }

  @Override
  public long blockNumber() {
    return quantity(rpc.call("eth_blockNumber")).longValueExact();
  }

  @Override
  public Optional<Block> block(long number) {
    JsonNode found = rpc.call("eth_getBlockByNumber", quantity(number), false);
    return found.isObject() ? Optional.of(NodeJson.block(found)) : Optional.empty();
  }

  @Override
  public Chain asOf(long blockNumber) {
    return new HttpChain(rpc, limits, chainId, quantity(blockNumber));
  }

  @Override
  public String call(Address to, String data) {
    return rpc.call("eth_call", Map.of("to", to.text(), "data", data), block).asText();
  }

  @Override
  public void simulate(Address from, TransactionRequest request) {
    rpc.call("eth_call", NodeJson.transaction(from, request), block);
  }

  @Override
  public boolean hasCode(Address at) {
    return rpc.call("eth_getCode", at.text(), block).asText().length() > 2;
  }

  @Override
  public BigInteger nativeBalance(Address of) {
    return quantity(rpc.call("eth_getBalance", of.text(), block));
  }

  @Override
  public List<Event> events(
      Address emitter, List<Bytes32> topics, long fromBlock, long throughBlock) {
    Map<String, Object> filter =
        Map.of(
            "address",
            emitter.text(),
            "topics",
            List.of(topics.stream().map(Bytes32::text).toList()),
            "fromBlock",
            quantity(fromBlock),
            "toBlock",
            quantity(throughBlock));
    return NodeJson.events(rpc.call("eth_getLogs", filter));
  }

  @Override
  public BigInteger estimateGas(Address from, TransactionRequest request) {
    Map<String, Object> transaction = NodeJson.transaction(from, request);
    try {
      return quantity(rpc.call("eth_estimateGas", transaction));
    } catch (ChainException.Reverted afterWhatWaits) {
      return estimateAsItIs(transaction, afterWhatWaits);
    }
  }

  /** The very same may wait in the node: refused is only what the chain as it is refuses. */
  private BigInteger estimateAsItIs(
      Map<String, Object> transaction, ChainException.Reverted afterWhatWaits) {
    try {
      return quantity(rpc.call("eth_estimateGas", transaction, LATEST));
    } catch (ChainException.Reverted asItIs) {
      // It would be mined in the next block: what that refuses it for is why it is refused.
      throw afterWhatWaits;
    }
  }

  @Override
  public Fees fees() {
    BigInteger price = quantity(rpc.call("eth_gasPrice"));
    return new Fees(price.min(MAX_TIP), price.shiftLeft(1));
  }

  @Override
  public long minedNonce(Address from) {
    return quantity(rpc.call("eth_getTransactionCount", from.text(), LATEST)).longValueExact();
  }

  @Override
  public long pendingNonce(Address from) {
    return quantity(rpc.call("eth_getTransactionCount", from.text(), "pending")).longValueExact();
  }

  @Override
  public Bytes32 submit(byte[] signedTransaction) {
    Bytes32 hash = Keccak256.hash(signedTransaction);
    String raw = "0x" + HexFormat.of().formatHex(signedTransaction);
    try {
      rpc.call("eth_sendRawTransaction", raw);
    } catch (ChainException.Unreachable answerLost) {
      // Its hash is known before it is sent: only a node that does not have it gets it again.
      if (!rpc.call("eth_getTransactionByHash", hash.text()).isObject()) {
        rpc.call("eth_sendRawTransaction", raw);
      }
    }
    return hash;
  }

  @Override
  public Bytes32 submitUnsigned(Address from, TransactionRequest request, BigInteger gasLimit) {
    Map<String, Object> fields = NodeJson.transaction(from, request);
    fields.put("gas", "0x" + gasLimit.toString(16));
    return new Bytes32(rpc.call("eth_sendTransaction", fields).asText());
  }

  @Override
  public Optional<TransactionReceipt> receipt(Bytes32 transaction) {
    JsonNode receipt = rpc.call("eth_getTransactionReceipt", transaction.text());
    return receipt.isObject()
        ? Optional.of(NodeJson.receipt(transaction, receipt))
        : Optional.empty();
  }

  @Override
  public TransactionReceipt await(Bytes32 transaction) {
    Deadline deadline = Deadline.in(limits.receiptTimeout());
    do {
      Optional<TransactionReceipt> receipt = receipt(transaction);
      if (receipt.isPresent()) {
        return receipt.get();
      }
    } while (deadline.pause(limits.pollInterval()));
    throw new ChainException.TimedOut(
        "transaction " + transaction + " was not mined in " + limits.receiptTimeout());
  }
}
