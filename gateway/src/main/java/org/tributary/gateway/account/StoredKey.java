package org.tributary.gateway.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access key as Redis keeps it, without its secret; amounts are in base units.
 *
 * @param spent charges of ended calls
 * @param reserved ceilings of open calls
 * @param usedToday both, of the calls that began on the present day (UTC)
 * @param oldSecretUntil until when the secret before the last rotation stays good
 */
public record StoredKey(
    AccessKeyId id,
    AccountId account,
    KeySettings settings,
    long spent,
    long reserved,
    long usedToday,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant oldSecretUntil,
    @Nullable Instant revokedAt) {

  /** Whether it may still be used, and if not, why. */
  public Status status(Instant now) {
    if (revokedAt != null) {
      return Status.REVOKED;
    }
    Instant expiry = settings.limits().expiresAt();
    return expiry != null && !now.isBefore(expiry) ? Status.EXPIRED : Status.ACTIVE;
  }

  /** How a key stands. */
  public enum Status {
    ACTIVE,
    REVOKED,
    EXPIRED
  }
}
