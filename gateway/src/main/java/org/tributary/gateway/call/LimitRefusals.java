package org.tributary.gateway.call;

import io.micronaut.http.HttpStatus;
import java.time.Duration;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.ReserveOutcome.Bound;
import org.tributary.gateway.payment.ReserveOutcome.Reason;

/** Refusals by a limit of an access key or of trials: which one, how much of it, and the fix. */
final class LimitRefusals {
  private static final String CHANGE = " (PATCH /v1/accounts/me/keys/{id}, by a managing key)";

  private LimitRefusals() {}

  static ApiException modelNotAllowed() {
    return forbidden(
        "model_not_allowed",
        "This access key may not call this model: name one of its 'models', or have them changed"
            + CHANGE
            + ".");
  }

  static ApiException modelNotInTrial() {
    return forbidden(
        "model_not_in_trial",
        "Trial budgets are for the models that this gateway's operator lists for them. Call one of"
            + " those, or use an account with a deposit of its own.");
  }

  static ApiException limit(Reason reason, Bound bound, long ceiling) {
    String amounts = amounts(bound, ceiling);
    return switch (reason) {
      case KEY_BUDGET_SPENT ->
          CallRefusals.payment(
              "budget_spent",
              "This access key's 'budget' leaves less than this call may cost"
                  + amounts
                  + ". Lower max_tokens, or raise 'budget'"
                  + CHANGE
                  + ".");
      case KEY_DAILY_BUDGET_SPENT ->
          CallRefusals.payment(
                  "daily_budget_spent",
                  "This access key's 'dailyBudget' leaves less than this call may cost"
                      + amounts
                      + ". Lower max_tokens, wait for midnight (UTC), or raise 'dailyBudget'"
                      + CHANGE
                      + ".")
              .withHeader("Retry-After", seconds(bound.retryAfter()));
      case TRIAL_PAYEE_SPENT ->
          tooMany(
                  "trial_payee_limit_reached",
                  "Trials have paid this model's owner what they may in one day"
                      + amounts
                      + ". Try another model, or again tomorrow (UTC).")
              .withHeader("Retry-After", seconds(bound.retryAfter()));
      case REQUEST_RATE ->
          rate("requests", bound, "'requestsPerMinute'", "Wait as long as Retry-After says");
      case MODEL_TOKEN_RATE ->
          rate("tokens", bound, "'modelTokensPerMinute'", "Wait as long as Retry-After says");
      case CALL_ABOVE_RATE -> aboveRate(bound);
      default -> throw new IllegalArgumentException(reason + " is no limit");
    };
  }

  /** With the headers that OpenAI's clients know. */
  private static ApiException rate(String kind, Bound bound, String limit, String fix) {
    return withRate(
            tooMany(
                "rate_limit_exceeded",
                "This access key's "
                    + limit
                    + " is used up ("
                    + bound.limit()
                    + "). "
                    + fix
                    + ", or raise it"
                    + CHANGE
                    + "."),
            kind,
            bound)
        .withHeader("Retry-After", seconds(bound.retryAfter()));
  }

  /** Waiting would not help, so clients are told not to. */
  private static ApiException aboveRate(Bound bound) {
    return withRate(
            tooMany(
                "request_too_large",
                "This call alone may use more model-tokens than this access key's"
                    + " 'modelTokensPerMinute' ("
                    + bound.limit()
                    + "). Lower max_tokens, shorten the prompt, or raise the limit"
                    + CHANGE
                    + "."),
            "tokens",
            bound)
        .withHeader("x-should-retry", "false");
  }

  private static ApiException withRate(ApiException refusal, String kind, Bound bound) {
    long remaining = Math.max(0, bound.limit() - bound.used());
    return refusal
        .withHeader("x-ratelimit-limit-" + kind, Long.toString(bound.limit()))
        .withHeader("x-ratelimit-remaining-" + kind, Long.toString(remaining))
        .withHeader("x-ratelimit-reset-" + kind, reset(bound.retryAfter()));
  }

  private static String amounts(Bound bound, long ceiling) {
    return " (%d of %d base units are used, and this call may cost %d)"
        .formatted(bound.used(), bound.limit(), ceiling);
  }

  private static ApiException forbidden(String code, String message) {
    return new ApiException(HttpStatus.FORBIDDEN, ApiError.AUTHENTICATION, code, "model", message);
  }

  private static ApiException tooMany(String code, String message) {
    return new ApiException(HttpStatus.TOO_MANY_REQUESTS, ApiError.RATE_LIMIT, code, null, message);
  }

  /** Rounded up: a second too early would be refused again. */
  private static String seconds(Duration wait) {
    return Long.toString(Math.max(1, Math.ceilDiv(wait.toMillis(), 1_000)));
  }

  private static String reset(Duration wait) {
    return "%d.%03ds".formatted(wait.toSeconds(), wait.toMillisPart());
  }
}
