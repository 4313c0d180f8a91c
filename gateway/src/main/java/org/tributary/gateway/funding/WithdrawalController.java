package org.tributary.gateway.funding;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.signin.Sessions;

/** Takes an account's balance out, back to the address that paid it in. */
@Controller("/v1/accounts/me/withdrawals")
@ExecuteOn(TaskExecutors.BLOCKING)
class WithdrawalController {

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private final Sessions sessions;
  private final OwnAccounts accounts;
  private final Withdrawals withdrawals;

  WithdrawalController(Sessions sessions, OwnAccounts accounts, Withdrawals withdrawals) {
    this.sessions = sessions;
    this.accounts = accounts;
    this.withdrawals = withdrawals;
  }

  /** {@code amount} is the most to take, in base units; everything that is free if absent. */
  record WithdrawalRequest(@Nullable String amount) {}

  /**
   * How a withdrawal stands.
   *
   * @param id the request's Idempotency-Key, or one made for it
   * @param state {@code paid}, or {@code pending} until the chain has it
   * @param amount base units; null while it is not known
   * @param transaction null while it is pending, or where another gateway finished it
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record WithdrawalView(
      String id, String state, @Nullable String amount, @Nullable Bytes32 transaction) {}

  @Post
  HttpResponse<WithdrawalView> withdraw(
      @Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization,
      @Nullable @Header(IDEMPOTENCY_KEY) String idempotencyKey,
      @Nullable @Body WithdrawalRequest body) {
    OwnChannel channel = accounts.channelOf(sessions.require(authorization));
    String id = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
    if (!ID.matcher(id).matches()) {
      throw Fields.refused(
          "invalid_idempotency_key",
          IDEMPOTENCY_KEY,
          "An Idempotency-Key is 1 to 128 letters, digits, '.', '_', ':' or '-'.");
    }
    long most =
        body == null || body.amount() == null
            ? Long.MAX_VALUE
            : Fields.amount(body.amount(), "amount").longValueExact();
    return answer(id, withdrawals.withdraw(channel, most, id));
  }

  @Get("/{id}")
  HttpResponse<WithdrawalView> show(
      @Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization, @PathVariable String id) {
    OwnChannel channel = accounts.channelOf(sessions.require(authorization));
    return withdrawals
        .find(channel, id)
        .map(outcome -> answer(id, outcome))
        .orElseThrow(() ->
            new ApiException(
                HttpStatus.NOT_FOUND,
                ApiError.INVALID_REQUEST,
                "withdrawal_not_found",
                "id",
                "Nothing was withdrawn under this id."));
  }

  private static HttpResponse<WithdrawalView> answer(String id, Withdrawals.Outcome outcome) {
    return switch (outcome) {
      case Withdrawals.Outcome.Paid(long amount, Bytes32 transaction) ->
          HttpResponse.ok(new WithdrawalView(id, "paid", Long.toString(amount), transaction));
      case Withdrawals.Outcome.UnderWay() ->
          HttpResponse.accepted().body(new WithdrawalView(id, "pending", null, null));
      case Withdrawals.Outcome.Busy() ->
          throw refused(
                  HttpStatus.CONFLICT,
                  "withdrawal_busy",
                  "Another withdrawal or a settlement is under way. Try again in a moment.")
              .withHeader("Retry-After", "5");
      case Withdrawals.Outcome.TooLittle(long free) ->
          throw refused(
              HttpStatus.CONFLICT,
              "withdrawal_below_minimum",
              "Only "
                  + free
                  + " base units are free to be withdrawn, which is not worth the gas. What calls"
                  + " have reserved is free when they end; smaller sums leave by 'tributary"
                  + " withdraw', straight from the contract.");
      case Withdrawals.Outcome.TooMany() ->
          throw refused(
              HttpStatus.TOO_MANY_REQUESTS,
              "withdrawal_limit_reached",
              "This gateway has paid for enough moves of this account today. 'tributary withdraw'"
                  + " works without it.");
      case Withdrawals.Outcome.Refused(String error) ->
          throw refused(
              HttpStatus.CONFLICT,
              "withdrawal_refused",
              "The contract refused it and nothing was moved: " + error + ".");
    };
  }

  private static ApiException refused(HttpStatus status, String code, String message) {
    String type =
        status == HttpStatus.TOO_MANY_REQUESTS ? ApiError.RATE_LIMIT : ApiError.INVALID_REQUEST;
    return new ApiException(status, type, code, null, message);
  }
}
