package org.tributary.contracts.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** A node over HTTP. */
final class HttpChain implements Chain {
  private static final BigInteger MAX_TIP = BigInteger.valueOf(1_000_000_000);

  final JsonRpc rpc;
  private final ChainLimits limits;
  private final long chainId;

  private HttpChain(JsonRpc rpc, ChainLimits limits, long chainId) {
    this.rpc = rpc;
    this.limits = limits;
    this.chainId = chainId;
  }

  static HttpChain connect(JsonRpc rpc, ChainLimits limits) {
    return new HttpChain(rpc, limits, quantity(rpc.call("eth_chainId")).longValueExact());
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
  public String call(Address to, String data) {
    return rpc.call("eth_call", Map.of("to", to.text(), "data", data), "latest").asText();
  }

  @Override
  public boolean hasCode(Address at) {
    return rpc.call("eth_getCode", at.text(), "latest").asText().length() > 2;
  }

  @Override
  public BigInteger nativeBalance(Address of) {
    return quantity(rpc.call("eth_getBalance", of.text(), "latest"));
  }

  @Override
  public List<Event> events(Address emitter, Bytes32 topic, long fromBlock) {
    Map<String, Object> filter =
        Map.of(
            "address",
            emitter.text(),
            "topics",
            List.of(topic.text()),
            "fromBlock",
            "0x" + Long.toHexString(fromBlock),
            "toBlock",
            "latest");
    return events(rpc.call("eth_getLogs", filter));
  }

  @Override
  public Quote quote(Address from, TransactionRequest request) {
    BigInteger gas = quantity(rpc.call("eth_estimateGas", fields(from, request)));
    BigInteger price = quantity(rpc.call("eth_gasPrice"));
    BigInteger nonce = quantity(rpc.call("eth_getTransactionCount", from.text(), "pending"));
    // A quarter above the estimate: another transaction of the block may touch the same storage.
    BigInteger limit = gas.add(gas.shiftRight(2));
    return new Quote(nonce, limit, price.min(MAX_TIP), price.shiftLeft(1));
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
  public TransactionReceipt await(Bytes32 transaction) {
    long deadline = System.nanoTime() + limits.receiptTimeout().toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode receipt = rpc.call("eth_getTransactionReceipt", transaction.text());
      if (receipt.isObject()) {
        return succeeded(transaction, receipt);
      }
      pause(limits.pollInterval());
    }
    throw new ChainException.TimedOut(
        "transaction " + transaction + " was not mined in " + limits.receiptTimeout());
  }

  private static TransactionReceipt succeeded(Bytes32 transaction, JsonNode receipt) {
    if (quantity(receipt.path("status")).signum() == 0) {
      throw new ChainException.Reverted("", "transaction " + transaction + " reverted");
    }
    JsonNode created = receipt.path("contractAddress");
    return new TransactionReceipt(
        transaction,
        quantity(receipt.path("blockNumber")).longValueExact(),
        quantity(receipt.path("gasUsed")).longValueExact(),
        created.isTextual() ? new Address(created.asText()) : null,
        events(receipt.path("logs")));
  }

  private static List<Event> events(JsonNode logs) {
    List<Event> events = new ArrayList<>();
    for (JsonNode log : logs) {
      List<Bytes32> topics = new ArrayList<>();
      log.path("topics").forEach(topic -> topics.add(new Bytes32(topic.asText())));
      events.add(
          new Event(
              new Address(log.path("address").asText()),
              topics,
              log.path("data").asText(),
              quantity(log.path("blockNumber")).longValueExact(),
              new Bytes32(log.path("transactionHash").asText())));
    }
    return events;
  }

  private static Map<String, Object> fields(Address from, TransactionRequest request) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", from.text());
    @Nullable Address to = request.to();
    if (to != null) {
      fields.put("to", to.text());
    }
    fields.put("data", request.data());
    return fields;
  }

  static BigInteger quantity(JsonNode hex) {
    String text = hex.asText();
    if (!text.startsWith("0x")) {
      throw new ChainException.Refused("not a quantity: " + hex);
    }
    return new BigInteger(text.substring(2), 16);
  }

  private static void pause(Duration interval) {
    try {
      Thread.sleep(interval);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException.TimedOut("interrupted while waiting for a transaction");
    }
  }
}
