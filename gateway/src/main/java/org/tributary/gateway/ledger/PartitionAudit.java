package org.tributary.gateway.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares a partition's balances with its stream, its open calls and, where known, the chain. */
final class PartitionAudit {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String tag;
  private final Map<String, StoredKey> snapshot;
  private final StreamSums sums;
  private final StreamPlace foldedThrough;
  private final ChainView chain;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, BigInteger> reserved = new TreeMap<>();

  PartitionAudit(
      String tag,
      Map<String, StoredKey> snapshot,
      StreamSums sums,
      StreamPlace foldedThrough,
      ChainView chain) {
    this.tag = tag;
    this.snapshot = snapshot;
    this.sums = sums;
    this.foldedThrough = foldedThrough;
    this.chain = chain;
  }

  List<Finding> findings() {
    findings.addAll(sums.findings);
    addOpenCalls();
    snapshot.forEach((key, stored) -> {
      if (key.startsWith(tag + ":channel:")) {
        channel(key, stored.fields());
      } else if (key.startsWith(tag + ":account:")) {
        account(key, stored.fields(), sums.spent);
      } else if (key.startsWith(tag + ":key:")) {
        // One that was revoked long ago is forgotten, and its calls are not.
        account(key, stored.fields(), sums.spentByKey);
      }
    });
    requireKnown(sums.charged, "channel", "its configuration is lost: restore a backup");
    requireKnown(sums.spent, "account", "it is lost: restore a backup");
    totals("payees", sums.payees);
    totals("parts", sums.parts);
    cursor();
    return findings;
  }

  private void addOpenCalls() {
    StoredKey leases = snapshot.get(tag + ":leases");
    if (leases == null) {
      return;
    }
    for (String id : leases.fields().keySet()) {
      StoredKey call = snapshot.get(tag + ":call:" + id);
      if (call == null || !"open".equals(call.fields().get("state"))) {
        findings.add(Finding.broken(tag + ":leases", "holds " + id + ", which is no open call"));
        continue;
      }
      BigInteger ceiling = amount(call.fields(), "ceiling");
      reserved.merge(tag + ":channel:" + call.fields().get("channel"), ceiling, BigInteger::add);
      reserved.merge(tag + ":account:" + call.fields().get("account"), ceiling, BigInteger::add);
      accessKey(call).ifPresent(key -> reserved.merge(key, ceiling, BigInteger::add));
    }
  }

  private Optional<String> accessKey(StoredKey call) {
    try {
      return StreamSums.accessKey(tag, JSON.readTree(call.fields().getOrDefault("context", "")));
    } catch (JsonProcessingException e) {
      findings.add(Finding.broken(call.key(), "has a context that cannot be read"));
      return Optional.empty();
    }
  }

  private void channel(String key, Map<String, String> fields) {
    BigInteger charged = charged(key, fields);
    BigInteger open = reserved.getOrDefault(key, BigInteger.ZERO);
    BigInteger deposit = chain.deposit(key, amount(fields, "deposit"));
    compare(key, "deposit", fields, deposit);
    compare(key, "charged", fields, charged);
    compare(key, "reserved", fields, open);
    BigInteger setAside = amount(fields, "setAside");
    compare(key, "available", fields, deposit.subtract(charged).subtract(open).subtract(setAside));
    compare(key, "claimed", fields, chain.claimed(key, amount(fields, "claimed")));
    if (fields.containsKey("signedMax") && amount(fields, "signedMax").compareTo(charged) < 0) {
      findings.add(Finding.broken(key, "is charged above what its payer signed"));
    }
  }

  /** A wallet's channel that an empty Redis met goes on from what the chain had paid for it. */
  private BigInteger charged(String key, Map<String, String> fields) {
    BigInteger charged = sums.charged.getOrDefault(key, BigInteger.ZERO);
    if ("".equals(fields.get("authorizerLabel"))) {
      return charged.max(amount(fields, "claimed"));
    }
    String jump = sums.jumps.get(key);
    if (jump != null) {
      findings.add(sums.doesNotFollow(jump));
    }
    return charged;
  }

  private void account(
      String key, Map<String, String> fields, Map<String, BigInteger> spentByCharges) {
    compare(key, "spent", fields, spentByCharges.getOrDefault(key, BigInteger.ZERO));
    compare(key, "reserved", fields, reserved.getOrDefault(key, BigInteger.ZERO));
  }

  private void totals(String name, Map<String, BigInteger> right) {
    String key = tag + ":" + name;
    StoredKey stored = snapshot.get(key);
    Map<String, String> fields = stored == null ? Map.of() : stored.fields();
    Map<String, BigInteger> all = new TreeMap<>(right);
    fields.keySet().forEach(field -> all.putIfAbsent(field, BigInteger.ZERO));
    all.forEach((field, amount) -> {
      if (amount.signum() != 0 || fields.containsKey(field)) {
        compare(key, field, fields, amount);
      }
    });
  }

  private void cursor() {
    String key = tag + ":fold";
    StoredKey stored = snapshot.get(key);
    String seen = stored == null ? "" : stored.fields().getOrDefault("cursor", "");
    String right = foldedThrough.equals(StreamPlace.START) ? "" : foldedThrough.text();
    if (!seen.equals(right) && !(right.isEmpty() && seen.equals("0-0"))) {
      findings.add(Finding.wrong(key, "cursor", seen, right));
    }
    StoredKey stream = snapshot.get(tag + ":ledger");
    StreamPlace end =
        stream == null ? StreamPlace.START : StreamPlace.parse(stream.value().getFirst());
    if (end.compareTo(foldedThrough) < 0) {
      findings.add(
          Finding.broken(tag + ":ledger", "ends before what was folded: restore a backup"));
    }
  }

  private void requireKnown(Map<String, BigInteger> named, String what, String text) {
    named.keySet().stream()
        .filter(key -> !snapshot.containsKey(key))
        .forEach(key ->
            findings.add(Finding.broken(key, "the stream charges this " + what + ", and " + text)));
  }

  private void compare(String key, String field, Map<String, String> fields, BigInteger right) {
    String seen = fields.getOrDefault(field, "");
    if (!seen.equals(right.toString())) {
      findings.add(Finding.wrong(key, field, seen, right.toString()));
    }
  }

  private static BigInteger amount(Map<String, String> fields, String field) {
    try {
      return new BigInteger(fields.getOrDefault(field, "0"));
    } catch (NumberFormatException damaged) {
      return BigInteger.ZERO;
    }
  }
}
