package org.tributary.gateway.payment;

import org.tributary.contracts.receipt.CallId;

/** A ceiling set aside for one call; the fence tells its present holder from an earlier one. */
public record Reservation(CallContext context, long ceiling, long fence) {

  /** What {@code delivered} costs, in base units. */
  public long cost(Delivery delivered) {
    return Math.min(ceiling, context.prices().charge(delivered.usage()));
  }

  public CallId callId() {
    return context.callId();
  }
}
