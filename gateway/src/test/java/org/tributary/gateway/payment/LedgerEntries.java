package org.tributary.gateway.payment;

import java.util.Map;
import java.util.stream.Stream;

/** Reads the stream's entries as settlement does. */
final class LedgerEntries {

  private LedgerEntries() {}

  /** What an entry's shares add up to. */
  static long millionths(Map<String, String> entry) {
    String shares = entry.getOrDefault("shares", "");
    return Stream.of(shares.split(","))
        .filter(share -> !share.isEmpty())
        .mapToLong(share -> Long.parseLong(share.substring(share.indexOf(':') + 1)))
        .sum();
  }
}
