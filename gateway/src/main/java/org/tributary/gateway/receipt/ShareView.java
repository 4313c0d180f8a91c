package org.tributary.gateway.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.receipt.Share;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChargedCall;
import org.tributary.gateway.payment.Delivery;

/**
 * One party of a receipt's split, with the name people know it by; owners go by their asset's kind.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ShareView(
    String role,
    String name,
    @Nullable String licence,
    @Nullable String asset,
    String payee,
    boolean escrow,
    String millionths) {

  private record Named(String role, String name, @Nullable String licence, boolean escrow) {}

  /** The shares lie in the order of the call's parties: gateway, workers, model, ancestors. */
  static List<ShareView> all(ChargedCall call) {
    List<Named> parties = parties(call);
    if (parties.size() != call.split().size()) {
      throw new IllegalStateException("a receipt's split does not match its parties");
    }
    List<ShareView> views = new ArrayList<>();
    for (int i = 0; i < parties.size(); i++) {
      views.add(of(parties.get(i), call.split().get(i)));
    }
    return List.copyOf(views);
  }

  private static List<Named> parties(ChargedCall call) {
    CallContext context = call.context();
    CallContext.Model model = context.model();
    List<Named> parties = new ArrayList<>();
    parties.add(new Named("gateway", context.gateway().name(), null, false));
    for (Delivery.Work work : call.delivery().work()) {
      parties.add(new Named("worker", work.worker().name(), null, false));
    }
    String owner = model.owner() + " (" + model.name() + ")";
    parties.add(new Named("model", owner, model.licence(), model.escrow()));
    for (CallContext.Ancestor each : context.ancestors()) {
      parties.add(new Named(each.kind(), each.name(), each.licence(), each.escrow()));
    }
    return parties;
  }

  private static ShareView of(Named party, Share share) {
    AssetId asset = share.asset();
    return new ShareView(
        party.role(),
        party.name(),
        party.licence(),
        asset == null ? null : asset.text(),
        share.payee().text(),
        party.escrow(),
        Long.toString(share.millionths()));
  }
}
