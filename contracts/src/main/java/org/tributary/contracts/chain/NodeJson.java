package org.tributary.contracts.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** How a node writes blocks, receipts and transactions in JSON. */
final class NodeJson {
  private NodeJson() {}

  static BigInteger quantity(JsonNode hex) {
    String text = hex.asText();
    if (!text.startsWith("0x")) {
      throw new ChainException.Refused("not a quantity: " + hex);
    }
    return new BigInteger(text.substring(2), 16);
  }

  static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }

  static Chain.Block block(JsonNode block) {
    return new Chain.Block(
        quantity(block.path("number")).longValueExact(),
        new Bytes32(block.path("hash").asText()),
        Instant.ofEpochSecond(quantity(block.path("timestamp")).longValueExact()));
  }

  static TransactionReceipt receipt(Bytes32 transaction, JsonNode receipt) {
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

  static List<Chain.Event> events(JsonNode logs) {
    List<Chain.Event> events = new ArrayList<>();
    for (JsonNode log : logs) {
      List<Bytes32> topics = new ArrayList<>();
      log.path("topics").forEach(topic -> topics.add(new Bytes32(topic.asText())));
      events.add(
          new Chain.Event(
              new Address(log.path("address").asText()),
              topics,
              log.path("data").asText(),
              quantity(log.path("blockNumber")).longValueExact(),
              new Bytes32(log.path("transactionHash").asText())));
    }
    return events;
  }

  static Map<String, Object> transaction(Address from, TransactionRequest request) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", from.text());
    @Nullable Address to = request.to();
    if (to != null) {
      fields.put("to", to.text());
    }
    fields.put("data", request.data());
    return fields;
  }
}
