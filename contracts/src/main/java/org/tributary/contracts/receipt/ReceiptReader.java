package org.tributary.contracts.receipt;

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

  private static final int MAX_KEPT_ADDRESSES = 65_536;

  private final Map<String, Address> addresses = new HashMap<>();

  /** Throws MalformedReceipt. */
  public SignedReceipt read(String line) {
    if (line.length() > MAX_CHARS) {
      throw new MalformedReceipt("longer than any receipt");
    }
    JsonFields signed = new JsonFields("", JsonText.read(line), 2);
    return new SignedReceipt(
        receipt(new JsonFields("receipt.", signed.field("receipt"), 15)),
        signed.text("signature", Signature::new));
  }

  private Receipt receipt(JsonFields json) {
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
          usage(new JsonFields("usage.", json.field("usage"), 4)),
          prices(new JsonFields("prices.", json.field("prices"), 4)),
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

  private static Usage usage(JsonFields json) {
    return new Usage(
        json.integer("prompt"),
        json.integer("cached"),
        json.integer("completion"),
        json.integer("pixels"));
  }

  private static Prices prices(JsonFields json) {
    return new Prices(
        json.integer("prompt"),
        json.integer("cached"),
        json.integer("completion"),
        json.integer("pixels"));
  }

  private Delivered worker(JsonFields json) {
    return new Delivered(
        json.text("worker", this::address),
        json.text("payout", this::address),
        json.integer("modelTokens"));
  }

  private Share share(JsonFields json) {
    long asset = json.integer("asset");
    return new Share(
        json.text("role", Share.Role::parse),
        asset == 0 ? null : new AssetId(asset),
        json.text("payee", this::address),
        json.integer("millionths"));
  }

  private static <T> List<T> all(
      JsonFields json, String name, int most, Function<JsonFields, T> read) {
    if (!(json.field(name) instanceof List<?> list) || list.size() > most) {
      throw new MalformedReceipt(name + " is not a list of at most " + most);
    }
    List<T> all = new ArrayList<>(list.size());
    for (Object element : list) {
      all.add(read.apply(new JsonFields(name + ".", element, name.equals("split") ? 4 : 3)));
    }
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
}
