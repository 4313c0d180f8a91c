package org.tributary.gateway.payment;

import org.jspecify.annotations.Nullable;

/** What a ledger says of one channel or account, to be compared; amounts are base units. */
public sealed interface LedgerState {

  record OfChannel(long deposit, long available, long reserved, long charged)
      implements LedgerState {}

  record OfAccount(@Nullable Long remaining, long reserved, long spent) implements LedgerState {}
}
