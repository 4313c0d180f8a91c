package org.tributary.webapp.fake;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets a paid call through as the gateway does: by a channel's voucher, or by an access key. */
@Singleton
class FakePayments {
  private final FakeAccounts accounts;
  private final FakeChannels channels;

  FakePayments(FakeAccounts accounts, FakeChannels channels) {
    this.accounts = accounts;
    this.channels = channels;
  }

  /** Whoever pays for a call. */
  interface Purse {
    void charge(long amount);
  }

  /** The call's answer, or what is to be paid, corrected or known first. */
  HttpResponse<?> admit(
      @Nullable String authorization,
      @Nullable String payment,
      Function<Purse, MutableHttpResponse<?>> answer) {
    if (payment != null) {
      FakeChannels.Admitted admitted = channels.admit(payment);
      return admitted == null
          ? channels.correction(payment)
          : answer.apply(admitted.channel()::charge).header("PAYMENT-RESPONSE", admitted.header());
    }
    if (authorization == null) {
      return channels.terms();
    }
    return accounts.knows(authorization)
        ? answer.apply(amount -> accounts.charge(authorization, amount))
        : FakeErrors.unknownAccessKey();
  }
}
