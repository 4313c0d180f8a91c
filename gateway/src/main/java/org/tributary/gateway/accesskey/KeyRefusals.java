package org.tributary.gateway.accesskey;

import io.micronaut.http.HttpStatus;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Every way a request about access keys is refused. */
final class KeyRefusals {
  private KeyRefusals() {}

  static ApiException invalid(String field, String message) {
    return new ApiException(
        HttpStatus.BAD_REQUEST, ApiError.INVALID_REQUEST, "invalid_value", field, message);
  }

  static ApiException unknownField(String field) {
    return new ApiException(
        HttpStatus.BAD_REQUEST,
        ApiError.INVALID_REQUEST,
        "unknown_field",
        field,
        "There is no field called like that. Known are name, manages, budget, dailyBudget,"
            + " requestsPerMinute, modelTokensPerMinute, models and expiresAt.");
  }

  static ApiException notJson() {
    return new ApiException(
        HttpStatus.BAD_REQUEST,
        ApiError.INVALID_REQUEST,
        "invalid_json",
        null,
        "The body must be one JSON object.");
  }

  static ApiException cannotManage() {
    return new ApiException(
        HttpStatus.FORBIDDEN,
        ApiError.AUTHENTICATION,
        "key_cannot_manage",
        null,
        "This access key may not make, list or change keys: use one with 'manages': true, and with"
            + " the secret of its last rotation.");
  }

  static ApiException unknownKey() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "access_key_not_found",
        "id",
        "This account has no such access key, or has revoked it: GET /v1/accounts/me/keys lists"
            + " them.");
  }

  static ApiException tooMany() {
    return conflict(
        "too_many_access_keys",
        "This account has as many access keys as it may have. Revoke some: they count for one more"
            + " day.");
  }

  static ApiException lastManager() {
    return conflict(
        "last_managing_key",
        "This is the account's last key that manages keys. Make another with 'manages': true"
            + " first; a leaked secret is replaced at once by rotating with graceSeconds 0.");
  }

  private static ApiException conflict(String code, String message) {
    return new ApiException(HttpStatus.CONFLICT, ApiError.INVALID_REQUEST, code, null, message);
  }
}
