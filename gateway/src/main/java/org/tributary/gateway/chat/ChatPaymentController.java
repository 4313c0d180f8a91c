package org.tributary.gateway.chat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.tributary.gateway.call.PaymentDesk;

/** {@code GET /v1/chat/completions}: the terms of chat calls, or a refund. */
@Controller(ChatController.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ChatPaymentController {
  private final PaymentDesk desk;

  ChatPaymentController(PaymentDesk desk) {
    this.desk = desk;
  }

  @Get
  HttpResponse<?> termsOrRefund(HttpRequest<?> request) {
    return desk.termsOrRefund(request, ChatPricing.PRODUCT);
  }
}
