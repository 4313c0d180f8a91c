package org.tributary.gateway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lettuce.core.StreamMessage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a partition's ledger stream adds up to, by itself: the other half of double entry. */
final class StreamSums {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(1_000_000);

  private final String tag;
  private final StreamPlace foldedThrough;
  private final Set<String> setAside;
  final Map<String, BigInteger> charged = new TreeMap<>();
  final Map<String, BigInteger> spent = new TreeMap<>();
  final Map<String, BigInteger> spentByKey = new TreeMap<>();
  final Map<String, BigInteger> payees = new TreeMap<>();
  final Map<String, BigInteger> parts = new TreeMap<>();
  final List<Finding> findings = new ArrayList<>();

  /** Channels that were once charged from higher than where they were left, and the entry there. */
  final Map<String, String> jumps = new TreeMap<>();

  /**
   * {@code foldedThrough} is the last entry that payees' totals contain, but for those that were
   * set aside because their channels did not pay.
   */
  StreamSums(String tag, StreamPlace foldedThrough, Set<String> setAside) {
    this.tag = tag;
    this.foldedThrough = foldedThrough;
    this.setAside = setAside;
  }

  /** Takes the next entry with its call's receipt. */
  void add(StreamMessage<String, String> entry, Map<String, String> receipt) {
    Map<String, String> fields = entry.getBody();
    String call = fields.getOrDefault("call", "");
    String channel = tag + ":channel:" + fields.getOrDefault("channel", "");
    try {
      BigInteger charge = new BigInteger(fields.getOrDefault("charge", ""));
      BigInteger last = charged.getOrDefault(channel, BigInteger.ZERO);
      BigInteger from = new BigInteger(fields.getOrDefault("from", ""));
      BigInteger to = from.add(charge);
      charged.put(channel, to);
      if (from.compareTo(last) > 0) {
        jumps.putIfAbsent(channel, entry.getId());
      }
      if (from.compareTo(last) < 0 || !to.toString().equals(fields.get("to"))) {
        findings.add(doesNotFollow(entry.getId()));
      }
      addReceipt(tag + ":receipt:" + call, fields, receipt, charge, entry.getId());
    } catch (NumberFormatException e) {
      findings.add(Finding.broken(tag + ":ledger", "entry " + entry.getId() + " names no amount"));
    }
  }

  Finding doesNotFollow(String entry) {
    return Finding.broken(tag + ":ledger", "entry " + entry + " does not follow the one before it");
  }

  private void addReceipt(
      String key,
      Map<String, String> entry,
      Map<String, String> receipt,
      BigInteger charge,
      String id) {
    if (receipt.isEmpty()) {
      findings.add(Finding.broken(key, "is missing, and entry " + id + " is its charge"));
      return;
    }
    for (String field : new String[] {"from", "to", "charge"}) {
      String right = entry.getOrDefault(field, "");
      if (!right.equals(receipt.get(field))) {
        findings.add(Finding.wrong(key, field, receipt.getOrDefault(field, ""), right));
      }
    }
    try {
      JsonNode context = JSON.readTree(receipt.getOrDefault("context", ""));
      spent.merge(tag + ":account:" + context.path("account").asText(), charge, BigInteger::add);
      accessKey(tag, context).ifPresent(each -> spentByKey.merge(each, charge, BigInteger::add));
      JsonNode split = JSON.readTree(receipt.getOrDefault("split", ""));
      addShares(key, split, charge, StreamPlace.parse(id));
    } catch (JsonProcessingException e) {
      findings.add(Finding.broken(key, "has a context or a split that cannot be read"));
    }
  }

  /** The record of the access key that paid for a call; wallets have none. */
  static Optional<String> accessKey(String tag, JsonNode context) {
    return context.hasNonNull("accessKey")
        ? Optional.of(
            tag
                + ":key:"
                + context.path("account").asText()
                + ":"
                + context.path("accessKey").asText())
        : Optional.empty();
  }

  private void addShares(String key, JsonNode split, BigInteger charge, StreamPlace at) {
    BigInteger sum = BigInteger.ZERO;
    boolean isFolded = at.compareTo(foldedThrough) <= 0 && !setAside.contains(at.text());
    for (JsonNode share : split) {
      BigInteger millionths = new BigInteger(share.path("millionths").asText());
      sum = sum.add(millionths);
      if (isFolded) {
        String payee = share.path("payee").asText();
        payees.merge(payee, millionths, BigInteger::add);
        parts.merge(part(share, payee), millionths, BigInteger::add);
      }
    }
    if (!sum.equals(charge.multiply(MILLIONTHS))) {
      findings.add(Finding.broken(key, "has shares that do not add up to its charge"));
    }
  }

  /** As settlement names what somebody is paid for. */
  private static String part(JsonNode share, String payee) {
    String asset = share.path("asset").isNull() ? "" : share.path("asset").asText();
    return share.path("role").asText().toLowerCase(Locale.ROOT) + ":" + asset + ":" + payee;
  }
}
