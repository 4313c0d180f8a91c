package org.tributary.gateway.receipt;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Shows a receipt to whoever knows its id, which nobody can guess. */
@Controller("/v1/receipts")
@ExecuteOn(TaskExecutors.BLOCKING)
class ReceiptController {

  private final Receipts receipts;
  private final Inclusions inclusions;

  ReceiptController(Receipts receipts, Inclusions inclusions) {
    this.receipts = receipts;
    this.inclusions = inclusions;
  }

  @Get("/{id}")
  ReceiptView show(String id) {
    CallId call = parse(id);
    return receipts
        .view(call, inclusions.of(call).orElse(null))
        .orElseThrow(ReceiptController::notFound);
  }

  private static CallId parse(String id) {
    try {
      return new CallId(id);
    } catch (IllegalArgumentException malformed) {
      throw new ApiException(
          HttpStatus.BAD_REQUEST,
          ApiError.INVALID_REQUEST,
          "invalid_receipt_id",
          "id",
          "A receipt id is 'call_' and 32 lower-case hex digits.");
    }
  }

  private static ApiException notFound() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "receipt_not_found",
        "id",
        "No such receipt. A call has one once it has ended and was charged.");
  }
}
