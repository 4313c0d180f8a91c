package org.tributary.gateway.call;

import static java.util.Objects.requireNonNull;

import io.micronaut.http.HttpStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.account.Admissions;
import org.tributary.gateway.account.KeyCheck;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.relay.WorkerRefusal;
import org.tributary.models.openai.ErrorBody;
import org.tributary.models.openai.Violation;

/** Every way a call is refused, with its stable code and what the caller can do. */
public final class CallRefusals {
  private CallRefusals() {}

  public static ApiException violation(Violation violation) {
    return badRequest("invalid_value", violation.param(), violation.message());
  }

  public static ApiException badRequest(String code, @Nullable String param, String message) {
    return new ApiException(HttpStatus.BAD_REQUEST, ApiError.INVALID_REQUEST, code, param, message);
  }

  public static ApiException unknownModel(String model) {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "model_not_found",
        "model",
        "No model is called '" + model + "': GET /v1/models lists them.");
  }

  static ApiException noWorker(String model) {
    return retry(
        "no_worker",
        "No worker serves " + model + " right now. Nothing was charged; try again in a moment.");
  }

  static ApiException workersFailed(String model) {
    return new ApiException(
        HttpStatus.BAD_GATEWAY,
        ApiError.SERVER,
        "worker_failed",
        null,
        "The workers for " + model + " failed before they answered. Nothing was charged.");
  }

  public static ApiException busy() {
    return retry("gateway_busy", "The gateway is at its limit of calls. Try again in a moment.");
  }

  static ApiException paymentRequired() {
    return payment(
        "payment_required",
        "Payment required: send an access key as 'Authorization: Bearer tb-…'. POST"
            + " /v1/accounts/trial gives one with a small budget. Or pay from a wallet by x402, as"
            + " the PAYMENT-REQUIRED header says.");
  }

  /** More than any channel can be charged at once. */
  static ApiException beyondAnyPrice(Product product) {
    return payment(
        "ceiling_too_large",
        "This call may cost more than any channel can be charged at once. Lower "
            + product.lower()
            + ".");
  }

  public static ApiException cannotPay(ReserveOutcome.Refused refused, Priced priced) {
    long ceiling = priced.ceiling();
    String lower = priced.product().lower();
    return switch (refused.reason()) {
      case BALANCE_TOO_SMALL ->
          payment(
              "insufficient_balance",
              "The channel holds less than this call may cost ("
                  + ceiling
                  + " base units). Top it up, or lower "
                  + lower
                  + ".");
      case BUDGET_SPENT ->
          payment(
              "budget_spent",
              "This account's budget holds less than this call may cost ("
                  + ceiling
                  + " base units). Lower "
                  + lower
                  + ", or use an account with more budget.");
      case UNKNOWN_ACCOUNT -> payment("unknown_account", "This access key's account is gone.");
      case UNKNOWN_KEY -> Admissions.wrongKey(KeyCheck.Problem.UNKNOWN);
      case REVOKED_KEY -> Admissions.wrongKey(KeyCheck.Problem.REVOKED);
      case EXPIRED_KEY -> Admissions.wrongKey(KeyCheck.Problem.EXPIRED);
      case MODEL_NOT_ALLOWED -> LimitRefusals.modelNotAllowed();
      case MODEL_NOT_IN_TRIAL -> LimitRefusals.modelNotInTrial();
      case KEY_BUDGET_SPENT,
          KEY_DAILY_BUDGET_SPENT,
          REQUEST_RATE,
          MODEL_TOKEN_RATE,
          CALL_ABOVE_RATE,
          TRIAL_PAYEE_SPENT ->
          LimitRefusals.limit(refused.reason(), requireNonNull(refused.bound()), ceiling);
      case VOUCHER_TOO_LOW ->
          payment("voucher_too_low", "The voucher does not cover what this call may cost.");
      case VOUCHER_USED -> payment("voucher_used", "The voucher has paid for another call.");
      case WRONG_AUTHORITY ->
          payment("wrong_authority", "This channel is spent by another kind of payment.");
    };
  }

  static ApiException payment(String code, String message) {
    return new ApiException(HttpStatus.PAYMENT_REQUIRED, ApiError.PAYMENT, code, null, message);
  }

  static ApiException byWorker(WorkerRefusal refusal) {
    ErrorBody.Detail error = refusal.error();
    return new ApiException(
        HttpStatus.valueOf(refusal.status()),
        ApiError.INVALID_REQUEST,
        error.code() == null ? "refused_by_worker" : error.code(),
        error.param(),
        error.message());
  }

  /** An answer that ends too early, before its first event or after. */
  public static ApiException cut(String reason) {
    return new ApiException(
        HttpStatus.BAD_GATEWAY,
        ApiError.SERVER,
        "answer_cut",
        null,
        reason + " Only what was delivered is charged.");
  }

  public static ApiException ledgerAway() {
    return retry(
        "ledger_unavailable",
        "The call could not be accounted for. At most what was delivered will be charged.");
  }

  /** What is charged cannot be claimed at present, and enough of that is outstanding. */
  static ApiException chainAway(Duration wait) {
    return retry(
        "chain_unavailable",
        "The chain that calls are paid on cannot be reached, and no more is served on credit."
            + " Nothing was charged; it goes on by itself.",
        wait);
  }

  private static ApiException retry(String code, String message) {
    return retry(code, message, Duration.ofSeconds(1));
  }

  private static ApiException retry(String code, String message, Duration wait) {
    return new ApiException(HttpStatus.SERVICE_UNAVAILABLE, ApiError.SERVER, code, null, message)
        .withHeader("Retry-After", Long.toString(wait.toSeconds()));
  }
}
