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

  private final Accounts accounts;

  public Admissions(Accounts accounts) {
    this.accounts = accounts;
  }

  public Admission admit(@Nullable String authorizationHeader) {
    return accessKey(authorizationHeader).map(this::admitKey).orElseGet(Admission.NoKey::new);
  }

  private Admission admitKey(String text) {
    return AccessKey.parse(text)
        .<Admission>flatMap(
            key -> accounts.authenticate(key).map(account -> new Admission.Admitted(account, key)))
        .orElseGet(Admission.WrongKey::new);
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
    return switch (admit(authorizationHeader)) {
      case Admission.Admitted(Account account, AccessKey key) -> account;
      case Admission.NoKey() -> throw paymentRequired();
      case Admission.WrongKey() -> throw wrongKey();
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

  public static ApiException wrongKey() {
    return new ApiException(
        HttpStatus.UNAUTHORIZED,
        ApiError.AUTHENTICATION,
        "invalid_access_key",
        null,
        "Unknown access key.");
  }
}
