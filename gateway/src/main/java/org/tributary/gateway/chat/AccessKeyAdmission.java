package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.util.OptionalLong;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.Admission;
import org.tributary.gateway.account.Admissions;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.PaymentTerms;

/** Admits the holder of an access key, and tells anyone else what a call costs. */
@Singleton
final class AccessKeyAdmission implements PayerAdmission {
  private final Admissions admissions;
  private final ChatQuotes quotes;
  private final PaymentTerms terms;

  AccessKeyAdmission(Admissions admissions, ChatQuotes quotes, PaymentTerms terms) {
    this.admissions = admissions;
    this.quotes = quotes;
    this.terms = terms;
  }

  @Override
  public Account admit(ChatFlow.Call call) {
    return switch (admissions.admit(call.authorization())) {
      case Admission.Admitted(Account account) -> account;
      case Admission.NoKey() -> throw paymentRequired(call);
      case Admission.WrongKey() -> throw Admissions.wrongKey();
    };
  }

  private ApiException paymentRequired(ChatFlow.Call call) {
    PaymentTerms.Resource resource =
        new PaymentTerms.Resource(call.url(), "Chat completion", "application/json");
    return ChatRefusals.paymentRequired()
        .withHeader(PaymentTerms.HEADER, terms.header(resource, ceiling(call)));
  }

  /** Empty for a body that cannot be priced: a caller without a key may well just be asking. */
  private OptionalLong ceiling(ChatFlow.Call call) {
    try {
      return OptionalLong.of(quotes.quote(call.body()).quote().ceiling());
    } catch (ApiException notPriced) {
      return OptionalLong.empty();
    }
  }
}
