package org.tributary.gateway.x402;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.gateway.account.ChannelTerms;

/**
 * What a payer without an access key is asked for, as x402 version 2 writes it ({@code
 * batch-settlement} on this deployment's chain).
 */
@Singleton
public final class PaymentTerms {
  /** Carries the terms, as base64 of their JSON. */
  public static final String HEADER = "PAYMENT-REQUIRED";

  static final String SCHEME = "batch-settlement";

  private static final int VERSION = 2;

  private final Deployment deployment;
  private final ChannelTerms config;

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

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Extra(
      String name,
      String version,
      String receiverAuthorizer,
      long withdrawDelay,
      String minDeposit,
      @Nullable ChannelView channelState,
      @Nullable VoucherView voucherState) {}

  /** The highest voucher that the payer signed, shown to it as a proof. */
  private record VoucherView(String signedMaxClaimable, Signature signature) {}

  /** The header's value for a call that costs at most {@code ceiling}, where that is known. */
  public String header(Resource resource, OptionalLong ceiling) {
    return header(resource, ceiling, "Payment required", null);
  }

  /** The same after a refused payment, with where its channel is. */
  String header(
      Resource resource, OptionalLong ceiling, String error, @Nullable WalletChannel channel) {
    long amount = Math.max(1, ceiling.orElse(config.minAmount()));
    return Base64Json.write(
        new Required(VERSION, error, resource, List.of(accepted(amount, channel))));
  }

  private Accepted accepted(long amount, @Nullable WalletChannel channel) {
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
            Long.toString(config.minDeposit()),
            channel == null ? null : ChannelView.of(channel, channel.nextCount(amount)),
            channel == null ? null : channel.voucher().map(PaymentTerms::view).orElse(null)));
  }

  private static VoucherView view(SignedVoucher voucher) {
    return new VoucherView(voucher.voucher().maxClaimable().toString(), voucher.signature());
  }
}
