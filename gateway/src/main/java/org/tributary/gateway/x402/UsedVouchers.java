package org.tributary.gateway.x402;

import java.util.Arrays;

/** The amounts of vouchers that have paid for a call, as rising ranges; see voucher.lua. */
record UsedVouchers(String ranges) {
  static final UsedVouchers NONE = new UsedVouchers("");

  boolean has(long amount) {
    return firstFree(amount) != amount;
  }

  /** The least amount from {@code amount} on that has paid for nothing. */
  long firstFree(long amount) {
    long free = amount;
    long[] bounds =
        Arrays.stream(ranges.split(" "))
            .filter(text -> !text.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    for (int i = 0; i < bounds.length; i += 2) {
      if (bounds[i] <= free && free <= bounds[i + 1]) {
        free = bounds[i + 1] + 1;
      }
    }
    return free;
  }
}
