package org.tributary.gateway.funding;

import io.micronaut.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** How a deposit that was not made is told. */
final class DepositRefusals {

  private DepositRefusals() {}

  static ApiException of(DepositOutcome.Reason reason, String detail) {
    return switch (reason) {
      case BELOW_MINIMUM, BELOW_GAS -> refused("deposit_below_minimum", "amount", detail);
      case NOT_YET_VALID -> refused("deposit_not_yet_valid", "validAfter", detail);
      case EXPIRED -> refused("deposit_expired", "validBefore", detail);
      case SIGNATURE -> refused("deposit_signature_mismatch", "signature", detail);
      case BALANCE -> refused("insufficient_funds", "amount", detail);
      case REVERTED -> refused("deposit_reverted", null, detail);
      case CANCELLED ->
          new ApiException(
              HttpStatus.CONFLICT,
              ApiError.INVALID_REQUEST,
              "authorization_used",
              null,
              "This authorization is used up: " + detail + ". Sign a new one.");
      case TOO_MANY ->
          new ApiException(
              HttpStatus.TOO_MANY_REQUESTS,
              ApiError.RATE_LIMIT,
              "deposit_limit_reached",
              null,
              "Too many deposits today: " + detail + ". You can still deposit by the contract.");
    };
  }

  /** The chain did not say. Nothing is lost: an authorization moves money once. */
  static ApiException unknown() {
    return new ApiException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ApiError.SERVER,
            "deposit_pending",
            null,
            "The chain has not confirmed the deposit yet. Send the same request again: it is made"
                + " once.")
        .withHeader("Retry-After", "10");
  }

  private static ApiException refused(String code, @Nullable String param, String detail) {
    return new ApiException(
        HttpStatus.BAD_REQUEST,
        ApiError.INVALID_REQUEST,
        code,
        param,
        "The deposit was not made: " + detail + ".");
  }
}
