package org.tributary.gateway.payment;

import java.util.Optional;
import org.tributary.contracts.receipt.CallId;

/**
 * Moves the money of calls: each is reserved before it starts and then charged or released exactly
 * once, whoever ends it and however often that is tried.
 */
public interface ChannelLedger {

  /**
   * Sets the ceiling aside on channel and account; a repeat with the same call id finds it again.
   */
  ReserveOutcome reserve(Reserve request);

  /** Keeps the lease; false when it is lost and the call must stop. */
  boolean renew(Reservation reservation);

  /** Keeps the lease and notes what was delivered, which is charged should the lease expire. */
  boolean renew(Reservation reservation, Delivery delivered);

  /**
   * Charges what was delivered, at most the ceiling, and frees the rest. A repeat by the same
   * holder returns the first outcome.
   */
  ChargeOutcome charge(Reservation reservation, Delivery delivered, Ending ending);

  /** Frees the whole ceiling; does nothing when the call has ended or another holder has it. */
  void release(Reservation reservation);

  /** Ends every call whose lease has expired, by its last checkpoint; returns how many. */
  int chargeExpired();

  /** The record of a charged call. */
  Optional<ChargedCall> charged(CallId callId);
}
