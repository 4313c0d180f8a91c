package org.tributary.gateway.routing;

import java.util.Optional;
import org.tributary.contracts.keys.Address;

/** Where registered workers want to be paid, as the chain says. */
public interface WorkerPayouts {
  /** The payout address of a registered worker; empty for one that is not registered. */
  Optional<Address> payoutOf(Address worker);
}
