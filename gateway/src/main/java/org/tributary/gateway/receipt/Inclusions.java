package org.tributary.gateway.receipt;

import java.util.Optional;
import org.tributary.contracts.receipt.CallId;

/** Where receipts stand in the epochs that were decided. */
@FunctionalInterface
public interface Inclusions {
  /** Empty for a receipt that is in no epoch yet. */
  Optional<Inclusion> of(CallId call);
}
