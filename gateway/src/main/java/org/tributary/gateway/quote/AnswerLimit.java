package org.tributary.gateway.quote;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who says how long an answer may be. */
public enum AnswerLimit {
  /** The caller, by the request's own ceiling. */
  REQUEST,
  /** The gateway's default, where the caller names no ceiling. */
  DEFAULT,
  /** The gateway's limit, where the caller names a larger ceiling. */
  GATEWAY;

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
