package org.tributary.webapp.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Payment channels as the gateway keeps them by x402, without a chain and without looking at who
 * signed: what is tested here is the page's own bookkeeping.
 */
@Controller("/v1/faucet")
public class FakeChannels {
  static final long CEILING = 500;

  private static final String MISMATCH = "invalid_batch_settlement_evm_cumulative_amount_mismatch";

  private final ObjectMapper json;
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> gifts = new ConcurrentLinkedQueue<>();

  FakeChannels(ObjectMapper json) {
    this.json = json;
  }

  /** What a channel holds, has been charged, and was last allowed to be charged. */
  public static final class Channel {
    private long deposited;
    private long charged;
    private long signed;
    private String signature = "";
    private final JsonNode config;

    private Channel(JsonNode config) {
      this.config = config;
    }

    public synchronized long deposited() {
      return deposited;
    }

    public synchronized long charged() {
      return charged;
    }

    public JsonNode config() {
      return config;
    }

    synchronized void charge(long amount) {
      charged += amount;
    }
  }

  @Post
  Map<String, Object> faucet(@Body JsonNode request) {
    gifts.add(request.path("address").asText());
    return Map.of("address", request.path("address").asText());
  }

  /** Who was given test money. */
  public List<String> gifts() {
    return List.copyOf(gifts);
  }

  /** The one channel that was opened so far. */
  public Channel only() {
    if (channels.size() != 1) {
      throw new IllegalStateException(channels.size() + " channels");
    }
    return channels.values().iterator().next();
  }

  public void forgetAll() {
    channels.clear();
    gifts.clear();
  }

  /** The 402 that names the terms. */
  MutableHttpResponse<?> terms() {
    return required("Payment required", Map.of());
  }

  /** What a payment came to: the channel to charge with a header for the answer, or a refusal. */
  record Admitted(Channel channel, String header) {}

  /** Takes a voucher, and a deposit with it; null when the page has to be corrected first. */
  synchronized @Nullable Admitted admit(String payment) {
    JsonNode payload = decode(payment).path("payload");
    Channel channel = channel(payload);
    long ceiling = payload.at("/voucher/maxClaimableAmount").asLong();
    synchronized (channel) {
      if (ceiling < channel.charged + CEILING) {
        return null;
      }
      channel.deposited += payload.at("/deposit/amount").asLong();
      if (ceiling > channel.deposited) {
        return null;
      }
      channel.signed = ceiling;
      channel.signature = payload.at("/voucher/signature").asText();
      long charged = Math.max(0, channel.charged + CEILING - (ceiling - CEILING));
      long cumulative = ceiling - CEILING + charged;
      return new Admitted(channel, settled(channel, charged, cumulative));
    }
  }

  /** The 402 that tells a page that lost count where its channel stands, if it has any. */
  MutableHttpResponse<?> correction(String payment) {
    Channel channel = channel(decode(payment).path("payload"));
    if (channel.deposited == 0) {
      return terms();
    }
    return required(
        MISMATCH,
        Map.of(
            "channelState",
            Map.of(
                "balance",
                Long.toString(channel.deposited),
                "chargedCumulativeAmount",
                Long.toString(channel.charged)),
            "voucherState",
            Map.of(
                "signedMaxClaimable",
                Long.toString(channel.signed),
                "signature",
                channel.signature)));
  }

  MutableHttpResponse<?> refund(String payment) {
    Channel channel = channel(decode(payment).path("payload"));
    synchronized (channel) {
      channel.deposited = channel.charged;
      return HttpResponse.ok(Map.of())
          .header("PAYMENT-RESPONSE", settled(channel, 0, channel.charged));
    }
  }

  private Channel channel(JsonNode payload) {
    String id = payload.at("/voucher/channelId").asText();
    return channels.computeIfAbsent(id, unused -> new Channel(payload.path("channelConfig")));
  }

  private String settled(Channel channel, long charged, long cumulative) {
    return encode(
        Map.of(
            "success",
            true,
            "extra",
            Map.of(
                "chargedAmount",
                Long.toString(charged),
                "channelState",
                Map.of(
                    "balance",
                    Long.toString(channel.deposited),
                    "chargedCumulativeAmount",
                    Long.toString(cumulative)))));
  }

  private MutableHttpResponse<?> required(String error, Map<String, Object> state) {
    Map<String, Object> extra = new HashMap<>(state);
    extra.put("name", "DevUSD");
    extra.put("version", "1");
    extra.put("receiverAuthorizer", "0x" + "ab".repeat(20));
    extra.put("withdrawDelay", 86_400);
    extra.put("minDeposit", "10000");
    Map<String, Object> accepted =
        Map.of(
            "scheme",
            "batch-settlement",
            "network",
            "eip155:31337",
            "amount",
            Long.toString(CEILING),
            "asset",
            "0x" + "cd".repeat(20),
            "payTo",
            "0x" + "ef".repeat(20),
            "maxTimeoutSeconds",
            60,
            "extra",
            extra);
    Map<String, Object> body =
        Map.of(
            "x402Version",
            2,
            "error",
            error,
            "resource",
            Map.of("url", "/v1/chat/completions"),
            "accepts",
            List.of(accepted));
    return HttpResponse.status(HttpStatus.PAYMENT_REQUIRED)
        .header("PAYMENT-REQUIRED", encode(body))
        .body(Map.of("error", Map.of("message", error, "code", "payment_required")));
  }

  private String encode(Map<String, Object> value) {
    try {
      byte[] text = json.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(text);
    } catch (JsonProcessingException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private JsonNode decode(String header) {
    try {
      return json.readTree(Base64.getDecoder().decode(header));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
