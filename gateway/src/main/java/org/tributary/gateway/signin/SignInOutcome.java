package org.tributary.gateway.signin;

/** What came of a signed message. */
sealed interface SignInOutcome {

  record SignedIn(Session session) implements SignInOutcome {}

  /** {@code detail} is for people. */
  record Refused(Reason reason, String detail) implements SignInOutcome {}

  /** Why a message opens no session. */
  enum Reason {
    MALFORMED,
    DOMAIN,
    URI,
    CHAIN,
    EXPIRED,
    NOT_YET_VALID,
    SIGNATURE,
    NONCE
  }
}
