package org.tributary.gateway.account;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.redis.StoredHash;

/** How access keys are written in Redis: as the scripts read them. */
final class StoredKeys {
  private StoredKeys() {}

  /** The fields to set, those without a value left out. */
  static Map<String, String> fields(KeySettings settings) {
    KeyLimits limits = settings.limits();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", settings.name());
    fields.put("manages", settings.manages() ? "1" : "0");
    put(fields, "budget", limits.budget());
    put(fields, "dailyBudget", limits.dailyBudget());
    put(fields, "requestsPerMinute", limits.requestsPerMinute());
    put(fields, "modelTokensPerMinute", limits.modelTokensPerMinute());
    put(fields, "expiresAt", epochMilli(limits.expiresAt()));
    if (!limits.models().isEmpty()) {
      // Each between line ends, so that a script finds it whole.
      fields.put("models", limits.models().stream().collect(Collectors.joining("\n", "\n", "\n")));
    }
    return fields;
  }

  /** The fields that a key without these limits must not have. */
  static List<String> absent(KeySettings settings) {
    KeyLimits limits = settings.limits();
    List<String> absent = new ArrayList<>();
    addIfNull(absent, limits.budget(), "budget");
    addIfNull(absent, limits.dailyBudget(), "dailyBudget");
    // A rate that is set anew begins with a full bucket.
    addIfNull(
        absent, limits.requestsPerMinute(), "requestsPerMinute", "requestsLevel", "requestsAt");
    addIfNull(
        absent,
        limits.modelTokensPerMinute(),
        "modelTokensPerMinute",
        "modelTokensLevel",
        "modelTokensAt");
    addIfNull(absent, limits.expiresAt(), "expiresAt");
    if (limits.models().isEmpty()) {
      absent.add("models");
    }
    return absent;
  }

  static StoredKey read(AccessKeyId id, StoredHash hash, Instant now) {
    boolean usedToday = Long.toString(day(now)).equals(hash.fields().get("day"));
    return new StoredKey(
        id,
        new AccountId(hash.text("account")),
        new KeySettings(hash.text("name"), hash.text("manages").equals("1"), limits(hash)),
        hash.amount("spent"),
        hash.amount("reserved"),
        usedToday ? hash.amount("dayUsed") : 0,
        hash.time("createdAt"),
        timeOrNull(hash, "lastUsedAt"),
        timeOrNull(hash, "oldUntil"),
        timeOrNull(hash, "revokedAt"));
  }

  /** Days (UTC) since 1970. */
  static long day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC).toEpochDay();
  }

  private static KeyLimits limits(StoredHash hash) {
    String models = hash.fields().get("models");
    return new KeyLimits(
        hash.amountOrNull("budget"),
        hash.amountOrNull("dailyBudget"),
        hash.amountOrNull("requestsPerMinute"),
        hash.amountOrNull("modelTokensPerMinute"),
        models == null ? List.of() : models.strip().lines().toList(),
        timeOrNull(hash, "expiresAt"));
  }

  private static @Nullable Instant timeOrNull(StoredHash hash, String field) {
    return hash.fields().containsKey(field) ? hash.time(field) : null;
  }

  private static @Nullable Long epochMilli(@Nullable Instant time) {
    return time == null ? null : Long.valueOf(time.toEpochMilli());
  }

  private static void put(Map<String, String> fields, String name, @Nullable Long value) {
    if (value != null) {
      fields.put(name, value.toString());
    }
  }

  private static void addIfNull(List<String> absent, @Nullable Object value, String... names) {
    if (value == null) {
      absent.addAll(List.of(names));
    }
  }
}
