package org.tributary.gateway.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccessKeyId;
import org.tributary.gateway.account.AccountId;

/**
 * Everything about a call, fixed when it begins, that pricing, splitting and its receipt need: any
 * gateway can end a call that another one began.
 *
 * @param period of the registry, when the call was quoted
 * @param termsVersion of the model's terms that it was quoted by
 * @param request salted commitment to the request's body
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallContext(
    CallId callId,
    AccountId account,
    ChannelId channel,
    Model model,
    Prices prices,
    Split.Terms terms,
    long period,
    int termsVersion,
    Gateway gateway,
    List<Ancestor> ancestors,
    Instant startedAt,
    Bytes32 request,
    @Nullable AccessKeyId accessKey) {

  /** The model that answers: an asset with an owner. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Model(
      String name,
      AssetId asset,
      Bytes32 contentHash,
      @Nullable String licence,
      String owner,
      Address payee,
      boolean escrow) {}

  /** Who takes the gateway's fee. */
  public record Gateway(String name, Address payee) {}

  /**
   * An asset the model was made from, with its share of the flat table in parts per billion.
   *
   * @param kind as the API writes it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Ancestor(
      AssetId asset,
      String kind,
      String name,
      @Nullable String licence,
      Address payee,
      boolean escrow,
      int ppb) {}

  public CallContext {
    ancestors = List.copyOf(ancestors);
    if (callId.partition() != channel.partition()
        || account.partition().index() != channel.partition()) {
      throw new IllegalArgumentException("call, account and channel share a money partition");
    }
  }

  /** Who is owed what of a charge: gateway, workers, model, then the ancestors in their order. */
  List<Share> split(long charge, Delivery delivery) {
    return Split.of(
        charge,
        terms,
        gateway.payee(),
        delivery.delivered(),
        new Split.Party(model.asset(), model.payee()),
        ancestors.stream().map(CallContext::shareOf).toList());
  }

  private static Split.Ancestor shareOf(Ancestor ancestor) {
    return new Split.Ancestor(new Split.Party(ancestor.asset(), ancestor.payee()), ancestor.ppb());
  }
}
