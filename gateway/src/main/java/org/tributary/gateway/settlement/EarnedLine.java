package org.tributary.gateway.settlement;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A line of the earnings book: what is earned by a part on one day (UTC), or since the beginning.
 */
record EarnedLine(@Nullable LocalDate day, Part part) {

  static EarnedLine inAll(Part part) {
    return new EarnedLine(null, part);
  }
}
