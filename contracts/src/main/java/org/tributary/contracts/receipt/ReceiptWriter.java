package org.tributary.contracts.receipt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.tributary.contracts.asset.AssetId;

/** Writes signed receipts as they are published: in one line of JSON, integers as decimal text. */
public final class ReceiptWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private ReceiptWriter() {}

  /** Without the line's end. */
  public static String write(SignedReceipt receipt) {
    StringWriter text = new StringWriter(2048);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(receipt, json);
    } catch (IOException e) {
      throw new UncheckedIOException("a string can be written", e);
    }
    return text.toString();
  }

  /** As one object. */
  public static void write(SignedReceipt signed, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("receipt");
    write(signed.receipt(), json);
    json.writeEndObject();
    json.writeStringField("signature", signed.signature().text());
    json.writeEndObject();
  }

  private static void write(Receipt receipt, JsonGenerator json) throws IOException {
    json.writeStringField("callId", receipt.callId().text());
    json.writeStringField("modelAsset", receipt.modelAsset().text());
    json.writeStringField("contentHash", receipt.contentHash().text());
    json.writeStringField("channelTag", receipt.channelTag().text());
    integer(json, "from", receipt.from());
    integer(json, "to", receipt.to());
    json.writeStringField("request", receipt.request().text());
    json.writeStringField("answer", receipt.answer().text());
    Usage usage = receipt.usage();
    Prices prices = receipt.prices();
    each(json, "usage", usage.prompt(), usage.cached(), usage.completion(), usage.pixels());
    each(json, "prices", prices.prompt(), prices.cached(), prices.completion(), prices.pixels());
    integer(json, "period", receipt.period());
    integer(json, "termsVersion", receipt.termsVersion());
    json.writeArrayFieldStart("workers");
    for (Delivered worker : receipt.workers()) {
      json.writeStartObject();
      json.writeStringField("worker", worker.worker().text());
      json.writeStringField("payout", worker.payout().text());
      integer(json, "modelTokens", worker.modelTokens());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("split");
    for (Share share : receipt.split()) {
      write(share, json);
    }
    json.writeEndArray();
    integer(json, "time", receipt.time().toEpochMilli());
  }

  private static void write(Share share, JsonGenerator json) throws IOException {
    AssetId asset = share.asset();
    json.writeStartObject();
    json.writeStringField("role", share.role().text());
    json.writeStringField("asset", asset == null ? "0" : asset.text());
    json.writeStringField("payee", share.payee().text());
    integer(json, "millionths", share.millionths());
    json.writeEndObject();
  }

  private static void each(
      JsonGenerator json, String field, long prompt, long cached, long completion, long pixels)
      throws IOException {
    json.writeObjectFieldStart(field);
    integer(json, "prompt", prompt);
    integer(json, "cached", cached);
    integer(json, "completion", completion);
    integer(json, "pixels", pixels);
    json.writeEndObject();
  }

  private static void integer(JsonGenerator json, String field, long value) throws IOException {
    json.writeStringField(field, Long.toString(value));
  }
}
