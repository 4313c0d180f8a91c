package org.tributary.gateway.keystore;

/** The master secret cannot be opened; the message says why and what to do, and holds no secret. */
public final class KeystoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeystoreException(String message) {
    super(message);
  }
}
