package org.tributary.gateway.account;

import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Tells who pays by the request's Authorization header. */
@Singleton
public final class Admissions {

  private static final String SCHEME = "Bearer ";

  private final AccessKeys keys;

  public Admissions(AccessKeys keys) {
    this.keys = keys;
  }

  public Admission admit(@Nullable String authorizationHeader) {
    return accessKey(authorizationHeader).map(this::admitKey).orElseGet(Admission.NoKey::new);
  }

  private Admission admitKey(String text) {
    return AccessKey.parse(text)
        .map(keys::check)
        .map(Admissions::admission)
        .orElseGet(() -> new Admission.WrongKey(KeyCheck.Problem.UNKNOWN));
  }

  private static Admission admission(KeyCheck check) {
    return switch (check) {
      case KeyCheck.Valid valid -> new Admission.Admitted(valid.account(), valid);
      case KeyCheck.Invalid(KeyCheck.Problem problem) -> new Admission.WrongKey(problem);
    };
  }

  /** What the header carries as an access key, whoever holds it. */
  public static Optional<String> accessKey(@Nullable String authorizationHeader) {
    if (authorizationHeader == null
        || !authorizationHeader.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String accessKey = authorizationHeader.substring(SCHEME.length()).strip();
    return accessKey.isEmpty() ? Optional.empty() : Optional.of(accessKey);
  }

  /**
   * The admitted account, or the refusal as clients see it: 402 for no key, 401 for a wrong one.
   */
  public Account require(@Nullable String authorizationHeader) {
    return requireKey(authorizationHeader).account();
  }

  /** The admitted account with the access key that was shown, or the same refusals. */
  public KeyCheck.Valid requireKey(@Nullable String authorizationHeader) {
    return switch (admit(authorizationHeader)) {
      case Admission.Admitted admitted -> admitted.accessKey();
      case Admission.NoKey() -> throw paymentRequired();
      case Admission.WrongKey(KeyCheck.Problem why) -> throw wrongKey(why);
    };
  }

  public static ApiException paymentRequired() {
    return new ApiException(
        HttpStatus.PAYMENT_REQUIRED,
        ApiError.PAYMENT,
        "payment_required",
        null,
        "Payment required: send an access key as 'Authorization: Bearer tb-…'. POST"
            + " /v1/accounts/trial gives one with a small budget.");
  }

  public static ApiException wrongKey(KeyCheck.Problem why) {
    return switch (why) {
      case UNKNOWN ->
          unauthorized(
              "invalid_access_key",
              "Unknown access key: check that it was copied whole (tb- and 76 characters).");
      case REVOKED ->
          unauthorized(
              "revoked_access_key",
              "This access key was revoked, or got a new secret by a rotation. Use another one.");
      case EXPIRED ->
          unauthorized(
              "expired_access_key",
              "This access key has expired. Use another one, or have a managing key move its"
                  + " expiresAt: PATCH /v1/accounts/me/keys/{id}.");
    };
  }

  private static ApiException unauthorized(String code, String message) {
    return new ApiException(HttpStatus.UNAUTHORIZED, ApiError.AUTHENTICATION, code, null, message);
  }
}
