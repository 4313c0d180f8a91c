package org.tributary.gateway.accesskey;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.account.KeyLimits;
import org.tributary.gateway.account.StoredKey;

/**
 * An access key as its account's holder sees it: never its secret. Amounts are base units in
 * decimal text; null where nothing limits the key.
 *
 * @param manages whether it may make and change keys
 * @param budget over the key's life
 * @param dailyBudget for the calls that begin on one day (UTC)
 * @param models the only ones it may call, or null for any
 * @param usedToday spent by, or reserved for, the calls that began today (UTC)
 * @param remaining what its budgets leave, or null without one
 * @param oldSecretUntil until when the secret before the last rotation is good
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record KeyView(
    String id,
    String name,
    String status,
    boolean manages,
    @Nullable String budget,
    @Nullable String dailyBudget,
    @Nullable Long requestsPerMinute,
    @Nullable Long modelTokensPerMinute,
    @Nullable List<String> models,
    @Nullable Instant expiresAt,
    String spent,
    String reserved,
    String usedToday,
    @Nullable String remaining,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant oldSecretUntil,
    @Nullable Instant revokedAt) {

  static KeyView of(StoredKey key, Instant now) {
    KeyLimits limits = key.settings().limits();
    return new KeyView(
        key.id().text(),
        key.settings().name(),
        key.status(now).name().toLowerCase(Locale.ROOT),
        key.settings().manages(),
        text(limits.budget()),
        text(limits.dailyBudget()),
        limits.requestsPerMinute(),
        limits.modelTokensPerMinute(),
        limits.models().isEmpty() ? null : limits.models(),
        limits.expiresAt(),
        Long.toString(key.spent()),
        Long.toString(key.reserved()),
        Long.toString(key.usedToday()),
        text(remaining(key)),
        key.createdAt(),
        key.lastUsedAt(),
        key.oldSecretUntil(),
        key.revokedAt());
  }

  /** Of a budget that was lowered below what is used, nothing. */
  private static @Nullable Long remaining(StoredKey key) {
    KeyLimits limits = key.settings().limits();
    Long whole = left(limits.budget(), key.spent() + key.reserved());
    Long today = left(limits.dailyBudget(), key.usedToday());
    if (whole == null || today == null) {
      return whole == null ? today : whole;
    }
    return Long.valueOf(Math.min(whole, today));
  }

  private static @Nullable Long left(@Nullable Long limit, long used) {
    return limit == null ? null : Long.valueOf(Math.max(0, limit - used));
  }

  private static @Nullable String text(@Nullable Long amount) {
    return amount == null ? null : amount.toString();
  }
}
