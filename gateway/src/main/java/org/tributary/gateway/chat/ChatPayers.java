package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.util.OptionalLong;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.Admission;
import org.tributary.gateway.account.Admissions;
import org.tributary.gateway.chat.ChatQuotes.QuotedRequest;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.x402.PaymentTerms;
import org.tributary.gateway.x402.WalletPayments;

/** Admits who pays by x402 or holds an access key, and tells anyone else what a call costs. */
@Singleton
final class ChatPayers implements PayerAdmission {
  private final Admissions admissions;
  private final WalletPayments wallets;
  private final PaymentTerms terms;

  ChatPayers(Admissions admissions, WalletPayments wallets, PaymentTerms terms) {
    this.admissions = admissions;
    this.wallets = wallets;
    this.terms = terms;
  }

  @Override
  public Payer admit(ChatFlow.Call call, QuotedRequest quoted) {
    if (call.payment().isPresent()) {
      return wallets.admit(call.payment(), priced(call, quoted));
    }
    return switch (admissions.admit(call.authorization())) {
      case Admission.Admitted(Account account, AccessKey key) ->
          new Payer(account, new Authority.AccessKey(key.sha256(), quoted.offer().name()));
      case Admission.NoKey() ->
          throw paymentRequired(call.url(), OptionalLong.of(quoted.quote().ceiling()));
      case Admission.WrongKey() -> throw Admissions.wrongKey();
    };
  }

  @Override
  public ApiException refused(
      ChatFlow.Call call, QuotedRequest quoted, Payer payer, ReserveOutcome.Reason reason) {
    return switch (payer.authority()) {
      case Authority.AccessKey key -> ChatRefusals.cannotPay(reason, quoted.quote().ceiling());
      case Authority.SignedVoucher voucher -> wallets.refused(payer, reason, priced(call, quoted));
    };
  }

  /** A caller that offers nothing may well just be asking. */
  @Override
  public ApiException notPriced(ChatFlow.Call call, ApiException why) {
    return call.payment().isPresent() || Admissions.accessKey(call.authorization()).isPresent()
        ? why
        : paymentRequired(call.url(), OptionalLong.empty());
  }

  /** The terms of a call; of the least where it cannot be priced. */
  ApiException paymentRequired(String url, OptionalLong ceiling) {
    return ChatRefusals.paymentRequired()
        .withHeader(PaymentTerms.HEADER, terms.header(resource(url), ceiling));
  }

  static PaymentTerms.Resource resource(String url) {
    return new PaymentTerms.Resource(url, "Chat completion", "application/json");
  }

  private static WalletPayments.Priced priced(ChatFlow.Call call, QuotedRequest quoted) {
    return new WalletPayments.Priced(resource(call.url()), quoted.quote().ceiling());
  }
}
