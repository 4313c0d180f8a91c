package org.tributary.gateway.call;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.AccountChannels;
import org.tributary.gateway.account.Admissions;
import org.tributary.gateway.account.KeyCheck;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.PaymentNotes;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.x402.PaymentTerms;
import org.tributary.gateway.x402.WalletPayments;

/** Admits who pays by x402 or holds an access key, and tells anyone else what a call costs. */
@Singleton
final class CallPayers implements CallAdmission {
  private final AccountChannels channels;
  private final WalletPayments wallets;
  private final PaymentTerms terms;

  CallPayers(AccountChannels channels, WalletPayments wallets, PaymentTerms terms) {
    this.channels = channels;
    this.wallets = wallets;
    this.terms = terms;
  }

  @Override
  public Payer admit(Call call, Priced priced) {
    if (call.payment().isPresent()) {
      return wallets.admit(call.payment(), forWallets(call, priced));
    }
    String text =
        Admissions.accessKey(call.authorization())
            .orElseThrow(() ->
                paymentRequired(call.url(), priced.product(), OptionalLong.of(priced.ceiling())));
    return AccessKey.parse(text)
        .flatMap(key -> payer(key, priced))
        .orElseThrow(() -> Admissions.wrongKey(KeyCheck.Problem.UNKNOWN));
  }

  /** Whether the key is good, and for what, is asked by the script that reserves: in one trip. */
  private Optional<Payer> payer(AccessKey key, Priced priced) {
    Authority authority =
        new Authority.AccessKey(
            key.id(), key.sha256(), priced.offer().name(), priced.modelTokens());
    return channels
        .channelOf(key.account())
        .map(channel -> new Payer(key.account(), channel, authority, PaymentNotes.NONE));
  }

  @Override
  public ApiException refused(
      Call call, Priced priced, Payer payer, ReserveOutcome.Refused refused) {
    return switch (payer.authority()) {
      case Authority.AccessKey key -> CallRefusals.cannotPay(refused, priced);
      case Authority.SignedVoucher voucher ->
          wallets.refused(payer, refused.reason(), forWallets(call, priced));
    };
  }

  /** A caller that offers nothing may well just be asking. */
  @Override
  public ApiException notPriced(Call call, Product product, ApiException why) {
    return call.payment().isPresent() || Admissions.accessKey(call.authorization()).isPresent()
        ? why
        : paymentRequired(call.url(), product, OptionalLong.empty());
  }

  /** The terms of a call; of the least where it cannot be priced. */
  ApiException paymentRequired(String url, Product product, OptionalLong ceiling) {
    return CallRefusals.paymentRequired()
        .withHeader(PaymentTerms.HEADER, terms.header(resource(url, product), ceiling));
  }

  static PaymentTerms.Resource resource(String url, Product product) {
    return new PaymentTerms.Resource(url, product.what(), "application/json");
  }

  private static WalletPayments.Priced forWallets(Call call, Priced priced) {
    return new WalletPayments.Priced(resource(call.url(), priced.product()), priced.ceiling());
  }
}
