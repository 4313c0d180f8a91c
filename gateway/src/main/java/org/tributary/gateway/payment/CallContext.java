package org.tributary.gateway.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccessKeyId;
import org.tributary.gateway.account.AccountId;

/**
 * Everything about a call, fixed when it begins, that pricing, splitting and its receipt need: any
 * gateway can end a call that another one began.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallContext(
    CallId callId,
    AccountId account,
    ChannelId channel,
    Model model,
    PriceList prices,
    Split.Terms terms,
    Gateway gateway,
    List<Ancestor> ancestors,
    Instant startedAt,
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

  /** An asset the model was made from, with its share of the flat table in parts per billion. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Ancestor(
      AssetId asset,
      Share.Role role,
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

  /** Who is owed what of a charge: gateway, worker, model, then the ancestors in their order. */
  List<Share> split(long charge, PaidWorker worker) {
    return Split.of(
        charge,
        terms,
        gateway.payee(),
        worker.payout(),
        new Split.Party(Share.Role.MODEL, model.asset(), model.payee()),
        ancestors.stream().map(CallContext::shareOf).toList());
  }

  private static Split.Ancestor shareOf(Ancestor ancestor) {
    return new Split.Ancestor(
        new Split.Party(ancestor.role(), ancestor.asset(), ancestor.payee()), ancestor.ppb());
  }
}
