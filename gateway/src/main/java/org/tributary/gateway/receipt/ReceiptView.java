package org.tributary.gateway.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptWriter;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChargedCall;
import org.tributary.gateway.payment.Delivery;

/**
 * A receipt as GET /v1/receipts/{id} shows it; amounts are base units in decimal text.
 *
 * @param signed what was signed, and the signature, as the epoch publishes it
 * @param chain where it is to be checked
 * @param inclusion once an epoch with it was decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReceiptView(
    String id,
    String status,
    ModelView model,
    List<WorkerView> workers,
    UsageView usage,
    PriceView price,
    TermsView terms,
    String charge,
    IntervalView channel,
    List<ShareView> split,
    String time,
    String signer,
    @JsonRawValue String signed,
    ChainView chain,
    @Nullable Inclusion inclusion) {

  record ModelView(String id, String asset, String contentHash, String owner) {
    static ModelView of(CallContext.Model model) {
      return new ModelView(
          model.name(), model.asset().text(), model.contentHash().text(), model.owner());
    }
  }

  record WorkerView(
      String name, String address, String payout, @JsonProperty("model_tokens") long modelTokens) {
    static WorkerView of(Delivery.Work work) {
      return new WorkerView(
          work.worker().name(),
          work.worker().address().text(),
          work.worker().payout().text(),
          work.modelTokens());
    }
  }

  record UsageView(
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("cached_tokens") long cachedTokens,
      @JsonProperty("completion_tokens") long completionTokens,
      long pixels) {
    static UsageView of(Usage usage) {
      return new UsageView(usage.prompt(), usage.cached(), usage.completion(), usage.pixels());
    }
  }

  record PriceView(
      String prompt,
      String cached,
      String completion,
      String pixels,
      long per,
      String erc20,
      int decimals) {
    static PriceView of(Prices prices, Erc20 erc20) {
      return new PriceView(
          Long.toString(prices.prompt()),
          Long.toString(prices.cached()),
          Long.toString(prices.completion()),
          Long.toString(prices.pixels()),
          Prices.PER,
          erc20.symbol(),
          erc20.decimals());
    }
  }

  /** The registry's period and the model's terms that the call was quoted by. */
  record TermsView(long period, int version) {}

  /** What the channel had been charged in all, before and after; the tag stands for its id. */
  record IntervalView(String tag, String from, String to) {}

  /** Which chain, and which contracts on it. */
  record ChainView(long id, Address pool, Address registry, Address signers) {}

  static ReceiptView of(
      ChargedCall call,
      SignedReceipt signed,
      Address signer,
      ChainView chain,
      @Nullable Inclusion inclusion,
      Erc20 erc20) {
    CallContext context = call.context();
    Receipt receipt = signed.receipt();
    return new ReceiptView(
        context.callId().text(),
        call.ending().text(),
        ModelView.of(context.model()),
        call.delivery().work().stream().map(WorkerView::of).toList(),
        UsageView.of(receipt.usage()),
        PriceView.of(receipt.prices(), erc20),
        new TermsView(receipt.period(), receipt.termsVersion()),
        Long.toString(receipt.charge()),
        new IntervalView(
            receipt.channelTag().text(),
            Long.toString(receipt.from()),
            Long.toString(receipt.to())),
        ShareView.all(call),
        receipt.time().toString(),
        signer.text(),
        ReceiptWriter.write(signed),
        chain,
        inclusion);
  }
}
