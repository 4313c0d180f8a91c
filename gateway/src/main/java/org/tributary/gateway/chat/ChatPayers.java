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
import org.tributary.gateway.x402.PaymentTerms;

/** Admits the holder of an access key, and tells anyone else what a call costs. */
@Singleton
final class ChatPayers implements PayerAdmission {
  private final Admissions admissions;
  private final PaymentTerms terms;

  ChatPayers(Admissions admissions, PaymentTerms terms) {
    this.admissions = admissions;
    this.terms = terms;
  }

  @Override
  public Payer admit(ChatFlow.Call call, QuotedRequest quoted) {
    return switch (admissions.admit(call.authorization())) {
      case Admission.Admitted(Account account, AccessKey key) ->
          new Payer(account, new Authority.AccessKey(key.sha256(), quoted.offer().name()));
      case Admission.NoKey() -> throw paymentRequired(call, OptionalLong.of(ceiling(quoted)));
      case Admission.WrongKey() -> throw Admissions.wrongKey();
    };
  }

  private static long ceiling(QuotedRequest quoted) {
    return quoted.quote().ceiling();
  }

  /** A caller that offers nothing may well just be asking. */
  @Override
  public ApiException notPriced(ChatFlow.Call call, ApiException why) {
    return Admissions.accessKey(call.authorization()).isPresent()
        ? why
        : paymentRequired(call, OptionalLong.empty());
  }

  private ApiException paymentRequired(ChatFlow.Call call, OptionalLong ceiling) {
    PaymentTerms.Resource resource =
        new PaymentTerms.Resource(call.url(), "Chat completion", "application/json");
    return ChatRefusals.paymentRequired()
        .withHeader(PaymentTerms.HEADER, terms.header(resource, ceiling));
  }
}
