package org.tributary.gateway.earnings;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** What everyone has earned, for anyone to read, and what a payee's wallet sends to be paid. */
@Controller("/v1/earnings")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EarningsController {
  private final Earnings earnings;
  private final WalletClaims claims;

  EarningsController(Earnings earnings, WalletClaims claims) {
    this.earnings = earnings;
    this.claims = claims;
  }

  @Get
  EarningsView earnings() {
    return earnings.view();
  }

  @Get("/{payee}/claim")
  ClaimView claim(String payee) {
    return claims
        .of(address(payee, "payee"))
        .orElseThrow(() ->
            new ApiException(
                HttpStatus.NOT_FOUND,
                ApiError.INVALID_REQUEST,
                "nothing_granted",
                "payee",
                "No active epoch grants this address anything; GET /v1/earnings says who is."));
  }

  private static Address address(String text, String field) {
    try {
      return new Address(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          HttpStatus.BAD_REQUEST,
          ApiError.INVALID_REQUEST,
          "invalid_address",
          field,
          "This is no address: 0x and 40 hex digits are needed.");
    }
  }
}
