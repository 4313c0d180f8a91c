package org.tributary.gateway.idempotency;

import io.micronaut.http.HttpStatus;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Why a repeat gets no answer. */
final class IdempotencyRefusals {
  private IdempotencyRefusals() {}

  static ApiException malformedKey() {
    return refusal(
        HttpStatus.BAD_REQUEST,
        "invalid_idempotency_key",
        "Idempotency-Key is 1 to 255 visible ASCII characters without spaces.");
  }

  static ApiException otherRequest() {
    return refusal(
        HttpStatus.UNPROCESSABLE_ENTITY,
        "idempotency_key_reused",
        "This Idempotency-Key was used for another request. Send that one again, or use a new key.");
  }

  static ApiException stillRunning() {
    return refusal(
            HttpStatus.CONFLICT,
            "idempotency_call_running",
            "The first try with this Idempotency-Key still runs. Try again in a moment.")
        .withHeader("Retry-After", "1");
  }

  static ApiException notKept(CallId call) {
    return refusal(
        HttpStatus.CONFLICT,
        "idempotency_answer_gone",
        "The call with this Idempotency-Key was answered and charged (receipt "
            + call
            + "), but its answer is not kept: it is too old or was too long. Use a new key.");
  }

  private static ApiException refusal(HttpStatus status, String code, String message) {
    return new ApiException(status, ApiError.INVALID_REQUEST, code, IdempotencyKey.HEADER, message);
  }
}
