package org.tributary.gateway.payment;

import org.tributary.contracts.receipt.CallId;

/** What came of charging a call. */
public sealed interface ChargeOutcome {

  /** The channel's total went from {@code from} to {@code to} base units. */
  record Charged(CallId callId, long from, long to, long charge) implements ChargeOutcome {}

  /** Another holder ended the call, or it was released: nothing was changed. */
  record LeaseLost() implements ChargeOutcome {}
}
