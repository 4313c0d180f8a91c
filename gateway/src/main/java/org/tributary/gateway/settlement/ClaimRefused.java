package org.tributary.gateway.settlement;

/** The settlement contract refuses a batch of claims as a whole. */
final class ClaimRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClaimRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
