package org.tributary.gateway.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key of Redis with its whole value, or one page of a stream. The value is flat: fields and
 * values, members, members and scores, or a stream entry's id, its number of fields, and those.
 *
 * @param expiresAtMs epoch milliseconds, or null for a key that stays
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StoredKey(String key, Kind type, @Nullable Long expiresAtMs, List<String> value) {

  /** Redis's own types. */
  enum Kind {
    STRING,
    HASH,
    SET,
    ZSET,
    LIST,
    STREAM
  }

  StoredKey {
    value = List.copyOf(value);
    if (type == Kind.HASH && value.size() % 2 != 0 || type == Kind.ZSET && value.size() % 2 != 0) {
      throw new IllegalArgumentException("an uneven value of " + key);
    }
  }

  /** The fields of a hash, or the scores of a sorted set. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i + 1 < value.size(); i += 2) {
      fields.put(value.get(i), value.get(i + 1));
    }
    return fields;
  }
}
