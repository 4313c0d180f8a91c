package org.tributary.contracts.receipt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Signature;

/**
 * Reads published receipts, which may come from anyone. For one thread: it keeps the addresses that
 * it has met, which are few and whose checksums are dear.
 */
public final class ReceiptReader {
  /** Longer than the longest receipt. */
  public static final int MAX_CHARS = 32_768;

  private static final int MAX_TEXT = 256;
  private static final int MAX_KEPT_ADDRESSES = 65_536;
  private static final JsonMapper JSON = json();

  private final Map<String, Address> addresses = new HashMap<>();

  /** Throws MalformedReceipt. */
  public SignedReceipt read(String line) {
    if (line.length() > MAX_CHARS) {
      throw new MalformedReceipt("longer than any receipt");
    }
    try {
      return read(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      throw new MalformedReceipt("not JSON: " + e.getOriginalMessage());
    }
  }

  /** One that is part of a larger text; throws MalformedReceipt. */
  public SignedReceipt read(JsonNode json) {
    JsonFields signed = new JsonFields("", json, 2);
    return new SignedReceipt(
        receipt(new JsonFields("receipt.", signed.field("receipt"), 15)),
        signed.text("signature", Signature::new));
  }

  private Receipt receipt(JsonFields json) {
    JsonFields usage = new JsonFields("usage.", json.field("usage"), 4);
    JsonFields prices = new JsonFields("prices.", json.field("prices"), 4);
    try {
      return new Receipt(
          json.text("callId", CallId::new),
          json.text("modelAsset", AssetId::parse),
          json.bytes32("contentHash"),
          json.bytes32("channelTag"),
          json.integer("from"),
          json.integer("to"),
          json.bytes32("request"),
          json.bytes32("answer"),
          new Usage(
              usage.integer("prompt"),
              usage.integer("cached"),
              usage.integer("completion"),
              usage.integer("pixels")),
          new Prices(
              prices.integer("prompt"),
              prices.integer("cached"),
              prices.integer("completion"),
              prices.integer("pixels")),
          json.integer("period"),
          json.uint32("termsVersion"),
          all(json, "workers", Receipt.MAX_WORKERS, this::worker),
          all(json, "split", Receipt.MAX_SHARES, this::share),
          Instant.ofEpochMilli(json.integer("time")));
    } catch (MalformedReceipt e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedReceipt(String.valueOf(e.getMessage()));
    }
  }

  private Delivered worker(JsonNode json) {
    JsonFields fields = new JsonFields("workers.", json, 3);
    return new Delivered(
        fields.text("worker", this::address),
        fields.text("payout", this::address),
        fields.integer("modelTokens"));
  }

  private Share share(JsonNode json) {
    JsonFields fields = new JsonFields("split.", json, 4);
    long asset = fields.integer("asset");
    return new Share(
        fields.text("role", Share.Role::parse),
        asset == 0 ? null : new AssetId(asset),
        fields.text("payee", this::address),
        fields.integer("millionths"));
  }

  private static <T> List<T> all(
      JsonFields json, String name, int most, Function<JsonNode, T> read) {
    JsonNode array = json.field(name);
    if (!array.isArray() || array.size() > most) {
      throw new MalformedReceipt(name + " is not a list of at most " + most);
    }
    List<T> all = new ArrayList<>(array.size());
    array.forEach(element -> all.add(read.apply(element)));
    return all;
  }

  private Address address(String text) {
    Address known = addresses.get(text);
    if (known != null) {
      return known;
    }
    Address address = new Address(text);
    if (addresses.size() < MAX_KEPT_ADDRESSES) {
      addresses.put(text, address);
    }
    return address;
  }

  private static JsonMapper json() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(5)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_TEXT)
                    .maxNumberLength(20)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }
}
