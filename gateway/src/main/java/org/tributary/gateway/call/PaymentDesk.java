package org.tributary.gateway.call;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.util.HttpHostResolver;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import org.tributary.gateway.x402.WalletPayments;
import org.tributary.gateway.x402.X402Headers;

/**
 * {@code GET} on a priced endpoint: x402's clients ask there for the terms, and for their money
 * back.
 */
@Singleton
public final class PaymentDesk {
  private final CallPayers payers;
  private final WalletPayments wallets;
  private final HttpHostResolver hosts;

  PaymentDesk(CallPayers payers, WalletPayments wallets, HttpHostResolver hosts) {
    this.payers = payers;
    this.wallets = wallets;
    this.hosts = hosts;
  }

  /**
   * What came of a refund.
   *
   * @throws org.tributary.gateway.error.ApiException 402 with the terms where none is asked for
   */
  public HttpResponse<?> termsOrRefund(HttpRequest<?> request, Product product) {
    String url = hosts.resolve(request) + request.getPath();
    X402Headers payment = X402Headers.of(request.getHeaders());
    if (!payment.isPresent()) {
      throw payers.paymentRequired(url, product, OptionalLong.empty());
    }
    WalletPayments.Refunded refunded = wallets.refund(payment, CallPayers.resource(url, product));
    MutableHttpResponse<?> answer = HttpResponse.ok(refunded.body());
    refunded.headers().forEach(answer::header);
    return answer;
  }
}
