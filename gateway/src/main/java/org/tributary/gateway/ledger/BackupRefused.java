package org.tributary.gateway.ledger;

/** Why a backup, or what is to be done with it, cannot be trusted. */
final class BackupRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  BackupRefused(String message) {
    super(message);
  }

  BackupRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
