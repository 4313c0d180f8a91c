package org.tributary.gateway.signin;

import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.redis.Redis;

/** Who is signed in: {@code Authorization: Bearer tbs-…} stands for an address for a while. */
@Singleton
public final class Sessions {

  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(tbs-[A-Za-z0-9_-]{43}) *");
  private static final int SECRET_BYTES = 32;

  private final Redis redis;
  private final SecureRandom random;
  private final SignInConfig config;
  private final Clock clock;

  Sessions(Redis redis, SecureRandom random, SignInConfig config, Clock clock) {
    this.redis = redis;
    this.random = random;
    this.config = config;
    this.clock = clock;
  }

  Session open(Address address) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = "tbs-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant expiresAt = clock.instant().plus(config.sessionLife());
    redis.commands().psetex(key(secret), config.sessionLife().toMillis(), address.text());
    return new Session(secret, address, expiresAt);
  }

  /** Whose session a request names, if it names one that lasts. */
  public Optional<Address> find(@Nullable String authorizationHeader) {
    return secret(authorizationHeader)
        .flatMap(secret -> Optional.ofNullable(redis.commands().get(key(secret))))
        .map(Address::new);
  }

  /** The address that is signed in, or the refusal as clients see it. */
  public Address require(@Nullable String authorizationHeader) {
    return find(authorizationHeader)
        .orElseThrow(() ->
            new ApiException(
                HttpStatus.UNAUTHORIZED,
                ApiError.AUTHENTICATION,
                "signin_required",
                null,
                "Sign in first: POST /v1/signin gives a session; send it as 'Authorization:"
                    + " Bearer tbs-…'. Sessions end by themselves."));
  }

  void close(@Nullable String authorizationHeader) {
    secret(authorizationHeader).ifPresent(secret -> redis.commands().del(key(secret)));
  }

  private static Optional<String> secret(@Nullable String authorizationHeader) {
    return Optional.ofNullable(authorizationHeader)
        .map(BEARER::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1));
  }

  private static String key(String secret) {
    return "session:" + Session.hash(secret);
  }
}
