package org.tributary.gateway.redis;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A hash as Redis keeps it; a field that must be there and is not means damaged data. */
public record StoredHash(Map<String, String> fields) {

  /** Whether there is no such key. */
  public boolean isAbsent() {
    return fields.isEmpty();
  }

  public String text(String field) {
    String text = fields.get(field);
    if (text == null) {
      throw new IllegalStateException("a stored hash lacks its field " + field);
    }
    return text;
  }

  public String textOr(String field, String absent) {
    return fields.getOrDefault(field, absent);
  }

  public long amount(String field) {
    return Long.parseLong(text(field));
  }

  public @Nullable Long amountOrNull(String field) {
    return fields.containsKey(field) ? Long.valueOf(text(field)) : null;
  }

  /** From epoch milliseconds. */
  public Instant time(String field) {
    return Instant.ofEpochMilli(amount(field));
  }
}
