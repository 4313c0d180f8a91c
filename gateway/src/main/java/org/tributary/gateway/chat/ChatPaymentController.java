package org.tributary.gateway.chat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.server.util.HttpHostResolver;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.OptionalLong;
import org.tributary.gateway.x402.WalletPayments;
import org.tributary.gateway.x402.X402Headers;

/**
 * {@code GET /v1/chat/completions}: x402's clients ask here for the terms, and for their money
 * back.
 */
@Controller(ChatController.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ChatPaymentController {
  private final ChatPayers payers;
  private final WalletPayments wallets;
  private final HttpHostResolver hosts;

  ChatPaymentController(ChatPayers payers, WalletPayments wallets, HttpHostResolver hosts) {
    this.payers = payers;
    this.wallets = wallets;
    this.hosts = hosts;
  }

  @Get
  HttpResponse<?> termsOrRefund(HttpRequest<?> request) {
    String url = hosts.resolve(request) + request.getPath();
    X402Headers payment = X402Headers.of(request.getHeaders());
    if (!payment.isPresent()) {
      throw payers.paymentRequired(url, OptionalLong.empty());
    }
    WalletPayments.Refunded refunded = wallets.refund(payment, ChatPayers.resource(url));
    MutableHttpResponse<?> answer = HttpResponse.ok(refunded.body());
    refunded.headers().forEach(answer::header);
    return answer;
  }
}
