package org.tributary.gateway.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChargedCall;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.PriceList;

/** A receipt as GET /v1/receipts/{id} shows it; amounts are base units in decimal text. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReceiptView(
    String id,
    String status,
    ModelView model,
    WorkerView worker,
    UsageView usage,
    PriceView price,
    String charge,
    IntervalView channel,
    List<ShareView> split,
    String time,
    String signer,
    String signature) {

  record ModelView(String id, String asset, String contentHash, String owner) {
    static ModelView of(CallContext.Model model) {
      return new ModelView(
          model.name(), model.asset().text(), model.contentHash().text(), model.owner());
    }
  }

  record WorkerView(String address, String payout) {}

  record UsageView(
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("completion_tokens") long completionTokens) {}

  record PriceView(String prompt, String completion, long per, String erc20, int decimals) {
    static PriceView of(PriceList prices, Erc20 erc20) {
      return new PriceView(
          Long.toString(prices.prompt()),
          Long.toString(prices.completion()),
          PriceList.PER,
          erc20.symbol(),
          erc20.decimals());
    }
  }

  /** What the channel had been charged in all, before and after. */
  record IntervalView(String id, String from, String to) {}

  static ReceiptView of(ChargedCall call, SignedReceipt signed, Erc20 erc20) {
    CallContext context = call.context();
    Delivery delivery = call.delivery();
    return new ReceiptView(
        context.callId().text(),
        call.ending().text(),
        ModelView.of(context.model()),
        new WorkerView(delivery.worker().address().text(), delivery.worker().payout().text()),
        new UsageView(delivery.usage().promptTokens(), delivery.usage().completionTokens()),
        PriceView.of(context.prices(), erc20),
        Long.toString(call.charge()),
        new IntervalView(
            context.channel().text(), Long.toString(call.from()), Long.toString(call.to())),
        ShareView.all(call),
        call.time().toString(),
        signed.signer().text(),
        signed.signature().text());
  }
}
