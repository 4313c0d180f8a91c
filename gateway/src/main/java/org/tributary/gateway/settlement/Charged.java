package org.tributary.gateway.settlement;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.tributary.contracts.receipt.Share;

/** A charged call as far as its payees are concerned. */
record Charged(Instant time, List<Share> split) {

  Charged {
    split = List.copyOf(split);
  }

  /** The day of its receipt. */
  LocalDate day() {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
