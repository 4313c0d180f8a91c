package org.tributary.gateway.signin;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Signature;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Owners;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.limit.Visitors;

/** Signs people in by a key of theirs; the key itself never comes here. */
@Controller("/v1/signin")
@ExecuteOn(TaskExecutors.BLOCKING)
class SignInController {

  private final SignIns signIns;
  private final SignInDomains domains;
  private final Nonces nonces;
  private final Visitors visitors;
  private final Sessions sessions;
  private final Owners owners;
  private final Deployment deployment;
  private final SignInConfig config;
  private final Clock clock;

  SignInController(
      SignIns signIns,
      SignInDomains domains,
      Nonces nonces,
      Visitors visitors,
      Sessions sessions,
      Owners owners,
      Deployment deployment,
      SignInConfig config,
      Clock clock) {
    this.signIns = signIns;
    this.domains = domains;
    this.nonces = nonces;
    this.visitors = visitors;
    this.sessions = sessions;
    this.owners = owners;
    this.deployment = deployment;
    this.config = config;
    this.clock = clock;
  }

  /** What a wallet's own message must say. */
  record NonceView(String nonce, Instant expiresAt, List<String> domains, long chainId) {}

  /**
   * {@code domain} is the host (with port) of the page that asks; the first known one if absent.
   */
  record ChallengeRequest(@Nullable Address address, @Nullable String domain) {}

  record ChallengeView(String message, Instant expiresAt) {}

  record SignInRequest(@Nullable String message, @Nullable Signature signature) {}

  /** The one answer that shows a session. */
  record SessionView(
      String session, Instant expiresAt, Address address, List<AccountId> accounts) {}

  @Post("/nonce")
  @Status(HttpStatus.CREATED)
  NonceView nonce(HttpRequest<?> request) {
    return new NonceView(issue(request), nonceEnd(), domains.allowed(), deployment.chainId());
  }

  @Post("/challenge")
  @Status(HttpStatus.CREATED)
  ChallengeView challenge(HttpRequest<?> request, @Body ChallengeRequest body) {
    Address address = body.address();
    if (address == null) {
      throw invalid("missing_field", "address", "Name the 'address' whose key will sign.");
    }
    String domain = body.domain() == null ? domains.allowed().getFirst() : body.domain();
    if (!domains.allowed().contains(domain)) {
      throw invalid(
          "signin_domain_mismatch", "domain", "'domain' must be one of " + domains.allowed() + ".");
    }
    Instant end = nonceEnd();
    return new ChallengeView(signIns.challenge(address, domain, issue(request)).text(), end);
  }

  @Post
  @Status(HttpStatus.CREATED)
  SessionView signIn(@Body SignInRequest body) {
    String message = body.message();
    Signature signature = body.signature();
    if (message == null || signature == null) {
      throw invalid(
          "missing_field",
          message == null ? "message" : "signature",
          "Send the signed 'message' (EIP-4361) and its 'signature' (65 bytes in hex).");
    }
    return switch (signIns.signIn(message, signature)) {
      case SignInOutcome.SignedIn(Session session) -> view(session);
      case SignInOutcome.Refused(SignInOutcome.Reason reason, String detail) ->
          throw refused(reason, detail);
    };
  }

  @Delete
  @Status(HttpStatus.NO_CONTENT)
  void signOut(@Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization) {
    sessions.close(authorization);
  }

  private SessionView view(Session session) {
    return new SessionView(
        session.secret(),
        session.expiresAt(),
        session.address(),
        owners.accountsOf(session.address()));
  }

  private String issue(HttpRequest<?> request) {
    return nonces
        .issue(visitors.of(request))
        .orElseThrow(() ->
            new ApiException(
                HttpStatus.TOO_MANY_REQUESTS,
                ApiError.RATE_LIMIT,
                "signin_limit_reached",
                null,
                "Too many sign-ins were begun. Try again in a few minutes."));
  }

  private Instant nonceEnd() {
    return clock.instant().plus(config.nonceLife());
  }

  private static ApiException refused(SignInOutcome.Reason reason, String detail) {
    return switch (reason) {
      case MALFORMED ->
          invalid("invalid_signin_message", "message", "Not an EIP-4361 message: " + detail + ".");
      case DOMAIN -> mismatch("signin_domain_mismatch", "The message's domain", detail);
      case URI -> mismatch("signin_uri_mismatch", "The message's URI", detail);
      case CHAIN -> mismatch("signin_chain_mismatch", "The message's chain id", detail);
      case EXPIRED -> mismatch("signin_message_expired", "The message", detail);
      case NOT_YET_VALID -> mismatch("signin_message_not_yet_valid", "The message", detail);
      case SIGNATURE -> unauthorized("signin_signature_mismatch", "signature", detail);
      case NONCE -> unauthorized("signin_nonce_unknown", "message", "the nonce: " + detail);
    };
  }

  private static ApiException mismatch(String code, String what, String detail) {
    return invalid(code, "message", what + " does not fit here: " + detail + ".");
  }

  private static ApiException unauthorized(String code, String param, String detail) {
    return new ApiException(
        HttpStatus.UNAUTHORIZED,
        ApiError.AUTHENTICATION,
        code,
        param,
        "The signature opens no session: " + detail + ". Ask for a new message and sign that.");
  }

  private static ApiException invalid(String code, String param, String message) {
    return new ApiException(HttpStatus.BAD_REQUEST, ApiError.INVALID_REQUEST, code, param, message);
  }
}
