package org.tributary.gateway.x402;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** The PAYMENT-RESPONSE header: what became of a payment, as base64 of its JSON. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SettledHeader(
    boolean success,
    Address payer,
    String transaction,
    String network,
    String amount,
    Extra extra) {

  static final String NAME = "PAYMENT-RESPONSE";

  /** {@code chargedAmount} is absent from a refund's. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Extra(@Nullable String chargedAmount, ChannelView channelState) {}

  /** {@code moved} came to the channel with this payment; {@code counted} is its new count. */
  static String of(
      WalletPayment payment,
      Optional<Bytes32> transaction,
      long moved,
      long charged,
      WalletChannel channel,
      long counted) {
    return Base64Json.write(
        new SettledHeader(
            true,
            payment.config().payer(),
            transaction.map(Bytes32::text).orElse(""),
            payment.accepted().network(),
            moved == 0 ? "" : Long.toString(moved),
            new Extra(Long.toString(charged), ChannelView.of(channel, counted))));
  }

  static String ofRefund(WalletPayment payment, Refunds.Done done) {
    return Base64Json.write(
        new SettledHeader(
            true,
            payment.config().payer(),
            done.transactionText(),
            payment.accepted().network(),
            Long.toString(done.amount()),
            new Extra(null, ChannelView.of(done.channel(), done.channel().charged()))));
  }
}
