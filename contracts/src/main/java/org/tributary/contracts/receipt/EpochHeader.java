package org.tributary.contracts.receipt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.typeddata.Domain;

/** The first line of an epoch's published receipts: what they are said to come to, and where. */
public record EpochHeader(
    long epoch, long chainId, Address pool, Address registry, EpochRoots roots, long receipts) {
  private static final JsonFactory JSON = new JsonFactory();

  /** What its receipts are signed for. */
  public Domain domain() {
    return Receipt.domain(chainId, pool);
  }

  /** Without the line's end. */
  public String write() {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("epoch", Long.toString(epoch));
      json.writeStringField("chainId", Long.toString(chainId));
      json.writeStringField("pool", pool.text());
      json.writeStringField("registry", registry.text());
      json.writeStringField("payoutRoot", roots.payoutRoot().text());
      json.writeStringField("payees", Long.toString(roots.payees()));
      json.writeStringField("total", roots.total().toString());
      json.writeStringField("receiptsRoot", roots.receiptsRoot().text());
      json.writeStringField("receipts", Long.toString(receipts));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string can be written", e);
    }
    return text.toString();
  }

  /** Throws MalformedReceipt. */
  public static EpochHeader read(String line) {
    JsonFields json = new JsonFields("", JsonText.read(line), 9);
    return new EpochHeader(
        json.integer("epoch"),
        json.integer("chainId"),
        json.text("pool", Address::new),
        json.text("registry", Address::new),
        new EpochRoots(
            json.bytes32("payoutRoot"),
            json.integer("payees"),
            json.text("total", EpochHeader::total),
            json.bytes32("receiptsRoot")),
        json.integer("receipts"));
  }

  private static BigInteger total(String text) {
    if (text.isEmpty() || text.length() > 39 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("not a decimal number of 128 bits");
    }
    return new BigInteger(text);
  }
}
