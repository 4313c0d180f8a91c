package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.OptionalLong;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.AccountChannels;
import org.tributary.gateway.account.Admissions;
import org.tributary.gateway.account.KeyCheck;
import org.tributary.gateway.chat.ChatQuotes.QuotedRequest;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.PaymentNotes;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.x402.PaymentTerms;
import org.tributary.gateway.x402.WalletPayments;

/** Admits who pays by x402 or holds an access key, and tells anyone else what a call costs. */
@Singleton
final class ChatPayers implements PayerAdmission {
  private final AccountChannels channels;
  private final WalletPayments wallets;
  private final PaymentTerms terms;

  ChatPayers(AccountChannels channels, WalletPayments wallets, PaymentTerms terms) {
    this.channels = channels;
    this.wallets = wallets;
    this.terms = terms;
  }

  @Override
  public Payer admit(ChatFlow.Call call, QuotedRequest quoted) {
    if (call.payment().isPresent()) {
      return wallets.admit(call.payment(), priced(call, quoted));
    }
    String text =
        Admissions.accessKey(call.authorization())
            .orElseThrow(
                () -> paymentRequired(call.url(), OptionalLong.of(quoted.quote().ceiling())));
    return AccessKey.parse(text)
        .flatMap(key -> payer(key, quoted))
        .orElseThrow(() -> Admissions.wrongKey(KeyCheck.Problem.UNKNOWN));
  }

  /** Whether the key is good, and for what, is asked by the script that reserves: in one trip. */
  private Optional<Payer> payer(AccessKey key, QuotedRequest quoted) {
    Authority authority =
        new Authority.AccessKey(
            key.id(), key.sha256(), quoted.offer().name(), quoted.quote().mostModelTokens());
    return channels
        .channelOf(key.account())
        .map(channel -> new Payer(key.account(), channel, authority, PaymentNotes.NONE));
  }

  @Override
  public ApiException refused(
      ChatFlow.Call call, QuotedRequest quoted, Payer payer, ReserveOutcome.Refused refused) {
    return switch (payer.authority()) {
      case Authority.AccessKey key -> ChatRefusals.cannotPay(refused, quoted.quote().ceiling());
      case Authority.SignedVoucher voucher ->
          wallets.refused(payer, refused.reason(), priced(call, quoted));
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
