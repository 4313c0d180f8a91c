package org.tributary.gateway.x402;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.tributary.contracts.chain.Deployment;
import org.tributary.gateway.account.ChannelTerms;

/**
 * What a payer without an access key is asked for, as x402 version 2 writes it ({@code
 * batch-settlement} on this deployment's chain).
 */
@Singleton
public final class PaymentTerms {
  /** Carries the terms, as base64 of their JSON. */
  public static final String HEADER = "PAYMENT-REQUIRED";

  private static final int VERSION = 2;
  private static final String SCHEME = "batch-settlement";

  private final Deployment deployment;
  private final ChannelTerms config;
  private final ObjectMapper json = JsonMapper.builder().build();

  PaymentTerms(Deployment deployment, ChannelTerms config) {
    this.deployment = deployment;
    this.config = config;
  }

  /** What is sold, as the payer's program will name it back to us. */
  public record Resource(String url, String description, String mimeType) {}

  private record Required(
      int x402Version, String error, Resource resource, List<Accepted> accepts) {}

  /** Amounts are base units in decimal text. */
  private record Accepted(
      String scheme,
      String network,
      String amount,
      String asset,
      String payTo,
      long maxTimeoutSeconds,
      Extra extra) {}

  private record Extra(
      String name,
      String version,
      String receiverAuthorizer,
      long withdrawDelay,
      String minDeposit) {}

  /** The header's value for a call that costs at most {@code ceiling}, where that is known. */
  public String header(Resource resource, OptionalLong ceiling) {
    Required terms =
        new Required(
            VERSION,
            "Payment required",
            resource,
            List.of(accepted(Math.max(1, ceiling.orElse(config.minAmount())))));
    try {
      byte[] text = json.writeValueAsString(terms).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Accepted accepted(long amount) {
    return new Accepted(
        SCHEME,
        "eip155:" + deployment.chainId(),
        Long.toString(amount),
        deployment.erc20().text(),
        deployment.revenuePool().text(),
        config.maxTimeout().toSeconds(),
        new Extra(
            config.erc20Name(),
            config.erc20Version(),
            deployment.operatorAuthorizer().text(),
            config.withdrawDelay().toSeconds(),
            Long.toString(config.minDeposit())));
  }
}
