package org.tributary.gateway.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Something in the ledger that does not add up.
 *
 * @param key where
 * @param field whose value can be set right, or null where nothing here can mend it
 * @param seen what stands there, '' for nothing
 * @param right what the stream says
 * @param text what is wrong
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Finding(
    String key,
    @Nullable String field,
    @Nullable String seen,
    @Nullable String right,
    String text) {

  static Finding wrong(String key, String field, String seen, String right) {
    return new Finding(key, field, seen, right, "is '" + seen + "' and should be '" + right + "'");
  }

  static Finding broken(String key, String text) {
    return new Finding(key, null, null, null, text);
  }
}
