package org.tributary.gateway.signin;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;
import org.tributary.gateway.signin.SignInOutcome.Reason;

/**
 * Opens sessions for signed EIP-4361 messages: by a wallet, or by a key that a browser keeps, whose
 * address is as good as any.
 */
@Singleton
class SignIns {

  private static final String STATEMENT =
      "Sign in to use and fund your account. This costs nothing.";

  private final SignInDomains domains;
  private final Nonces nonces;
  private final Sessions sessions;
  private final Deployment deployment;
  private final SignInConfig config;
  private final Clock clock;

  SignIns(
      SignInDomains domains,
      Nonces nonces,
      Sessions sessions,
      Deployment deployment,
      SignInConfig config,
      Clock clock) {
    this.domains = domains;
    this.nonces = nonces;
    this.sessions = sessions;
    this.deployment = deployment;
    this.config = config;
    this.clock = clock;
  }

  /** A message for {@code address} to sign, for clients that write none of their own. */
  SignInMessage challenge(Address address, String domain, String nonce) {
    Instant now = clock.instant();
    return new SignInMessage(
        null,
        domain,
        address,
        STATEMENT,
        SignInDomains.origin(domain),
        deployment.chainId(),
        nonce,
        Timestamp.of(now),
        Timestamp.of(now.plus(config.nonceLife())),
        null,
        null,
        null);
  }

  /** Checks everything that needs no memory first, so that a refused message uses no nonce up. */
  SignInOutcome signIn(String text, Signature signature) {
    SignInMessage message;
    try {
      message = SignInParser.parse(text);
    } catch (MalformedMessage e) {
      return refused(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
    Optional<SignInOutcome> refusal = refusal(message);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (!Signatures.isBy(message.address(), message.digest(), signature)) {
      return refused(Reason.SIGNATURE, "it is not by " + message.address());
    }
    if (!nonces.use(message.nonce())) {
      return refused(Reason.NONCE, "it was not issued here, was used, or is too old");
    }
    return new SignInOutcome.SignedIn(sessions.open(message.address()));
  }

  private Optional<SignInOutcome> refusal(SignInMessage message) {
    String domain = message.domain();
    String scheme = message.scheme();
    if (!domains.allowed().contains(domain)) {
      return Optional.of(refused(Reason.DOMAIN, "it must be one of " + domains.allowed()));
    }
    if (!SignInDomains.isUnder(domain, message.uri())
        || (scheme != null && !List.of("http", "https").contains(scheme))) {
      return Optional.of(refused(Reason.URI, "it must be a web page of " + domain));
    }
    if (message.chainId() != deployment.chainId()) {
      return Optional.of(refused(Reason.CHAIN, "it must be " + deployment.chainId()));
    }
    return outOfTime(message);
  }

  private Optional<SignInOutcome> outOfTime(SignInMessage message) {
    Instant now = clock.instant();
    Instant soon = now.plus(config.clockSkew());
    Timestamp expires = message.expirationTime();
    Timestamp notBefore = message.notBefore();
    if (message.issuedAt().instant().isAfter(soon)
        || (notBefore != null && notBefore.instant().isAfter(soon))) {
      return Optional.of(refused(Reason.NOT_YET_VALID, "it begins after " + now));
    }
    Instant oldest = now.minus(config.nonceLife()).minus(config.clockSkew());
    if (message.issuedAt().instant().isBefore(oldest)
        || (expires != null && !expires.instant().isAfter(now))) {
      return Optional.of(refused(Reason.EXPIRED, "it ended before " + now));
    }
    return Optional.empty();
  }

  private static SignInOutcome refused(Reason reason, String detail) {
    return new SignInOutcome.Refused(reason, detail);
  }
}
