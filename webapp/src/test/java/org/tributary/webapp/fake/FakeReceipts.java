package org.tributary.webapp.fake;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Receipts in the gateway's shape: two paid parts, a model, and two sets of data in escrow. */
@Controller("/v1/receipts")
public class FakeReceipts {
  static final int PROMPT_TOKENS = 14;
  private static final int PIXEL_STEPS = 327_680;

  private final Map<String, Map<String, Object>> byId = new ConcurrentHashMap<>();

  @Get("/{id}")
  HttpResponse<?> show(String id) {
    Map<String, Object> receipt = byId.get(id);
    return receipt == null
        ? FakeErrors.refusal(HttpStatus.NOT_FOUND, "receipt_not_found", "No such receipt.")
        : HttpResponse.ok(receipt);
  }

  /** Whether a call was charged, and so is over for the gateway too. */
  public boolean has(String id) {
    return byId.containsKey(id);
  }

  void signAnswer(String id, String status, int completionTokens, long charge) {
    sign(id, status, FakeChat.MODEL, usage(PROMPT_TOKENS, completionTokens, 0), charge);
  }

  void signImages(String id, long charge) {
    sign(id, "complete", FakeImages.MODEL, usage(0, 0, PIXEL_STEPS), charge);
  }

  private void sign(
      String id, String status, String model, Map<String, Object> usage, long charge) {
    Map<String, Object> receipt = new LinkedHashMap<>();
    receipt.put("id", id);
    receipt.put("status", status);
    receipt.put(
        "model",
        Map.of("id", model, "asset", "5", "contentHash", hex("9c", 32), "owner", hex("a1", 20)));
    receipt.put(
        "workers",
        List.of(
            Map.of(
                "name",
                "Worker on this machine",
                "address",
                hex("b2", 20),
                "payout",
                hex("b3", 20),
                "model_tokens",
                usage.get("completion_tokens"))));
    receipt.put("usage", usage);
    receipt.put(
        "price",
        Map.of(
            "prompt",
            "400000",
            "cached",
            "400000",
            "completion",
            "800000",
            "pixels",
            "490",
            "per",
            1_000_000,
            "erc20",
            "DevUSD",
            "decimals",
            6));
    receipt.put("terms", Map.of("period", 20_779, "version", 1));
    receipt.put("charge", Long.toString(charge));
    receipt.put(
        "channel", Map.of("tag", hex("c4", 32), "from", "100", "to", Long.toString(100 + charge)));
    receipt.put("split", split(model, charge));
    receipt.put("time", "2026-11-22T11:30:00Z");
    receipt.put("signer", hex("d5", 20));
    receipt.put("signed", Map.of("signature", hex("e6", 65)));
    byId.put(id, receipt);
  }

  private static Map<String, Object> usage(int read, int written, int pixels) {
    return Map.of(
        "prompt_tokens", read,
        "cached_tokens", 0,
        "completion_tokens", written,
        "pixels", pixels);
  }

  private static List<Map<String, Object>> split(String name, long charge) {
    long whole = charge * 1_000_000;
    long gateway = whole / 20;
    long worker = whole * 2 / 5;
    long words = whole / 8;
    long dialogues = whole / 11;
    long model = whole - gateway - worker - words - dialogues;
    return List.of(
        share("gateway", "Tributary gateway", null, null, gateway),
        share("worker", "Worker on this machine", null, null, worker),
        share("model", name, "Apache-2.0", "5", model),
        share("dataset", "WordNet definitions", "WordNet License", "2", words),
        share("dataset", "Everyday dialogues <b>2</b>", "CC-BY-4.0", "3", dialogues));
  }

  private static Map<String, Object> share(
      String role, String name, @Nullable String licence, @Nullable String asset, long millionths) {
    Map<String, Object> share = new LinkedHashMap<>();
    share.put("role", role);
    share.put("name", name);
    if (licence != null && asset != null) {
      share.put("licence", licence);
      share.put("asset", asset);
    }
    share.put("payee", hex("f7", 20));
    share.put("escrow", role.equals("dataset"));
    share.put("millionths", Long.toString(millionths));
    return share;
  }

  private static String hex(String octet, int length) {
    return "0x" + octet.repeat(length);
  }
}
