package org.tributary.gateway.receipt;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** What one check of a receipt came to, in words for its reader. */
record Finding(String check, Outcome outcome, String said) {

  /** Whether the check passed. */
  enum Outcome {
    HOLDS,
    FAILS,
    /** It may yet: the chain does not know it so far. */
    OPEN;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding holds(String check, String said) {
    return new Finding(check, Outcome.HOLDS, said);
  }

  static Finding fails(String check, String said) {
    return new Finding(check, Outcome.FAILS, said);
  }

  static Finding open(String check, String said) {
    return new Finding(check, Outcome.OPEN, said);
  }

  /** Fails by what was found wrong, if anything was. */
  static Finding of(String check, Optional<String> wrong, String right) {
    return wrong.map(what -> fails(check, what)).orElseGet(() -> holds(check, right));
  }
}
