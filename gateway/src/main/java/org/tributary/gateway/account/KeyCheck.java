package org.tributary.gateway.account;

/** Whether an access key opens its account. */
public sealed interface KeyCheck {

  /**
   * It does.
   *
   * @param current false for a secret that was replaced and is good for a while longer
   */
  record Valid(Account account, StoredKey key, boolean current) implements KeyCheck {}

  record Invalid(Problem problem) implements KeyCheck {}

  /** Why an access key opens nothing. */
  enum Problem {
    /** Nobody holds it. */
    UNKNOWN,
    /** It was revoked, or replaced by a rotation. */
    REVOKED,
    EXPIRED
  }
}
