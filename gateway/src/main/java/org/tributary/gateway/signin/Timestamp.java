package org.tributary.gateway.signin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** An RFC 3339 date-time, kept as it was written because it was signed so. */
record Timestamp(String text) {

  private static final Pattern FORM =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

  Timestamp {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not an RFC 3339 date-time");
    }
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no such date or time", e);
    }
  }

  /** In UTC, to the millisecond. */
  static Timestamp of(Instant instant) {
    return new Timestamp(instant.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  Instant instant() {
    return OffsetDateTime.parse(text).toInstant();
  }
}
