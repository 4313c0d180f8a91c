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
   * Another attempt by the same call id is told of the first, or takes its place where that was
   * released.
   */
  ReserveOutcome reserve(Reserve request);

  /** Keeps the lease; false when it is lost and the call must stop. */
  boolean renew(Reservation reservation);

  /**
   * Keeps the lease and notes what was delivered, which is charged should the lease expire, with
   * the part of the answer that a repeat of the call then gets.
   */
  boolean renew(Reservation reservation, Delivery delivered, AnswerPart part);

  /** Keeps the lease of a call that is not repeated. */
  default boolean renew(Reservation reservation, Delivery delivered) {
    return renew(reservation, delivered, AnswerPart.NONE);
  }

  /**
   * Charges what was delivered, at most the ceiling, and frees the rest. A repeat by the same
   * holder returns the first outcome. The rest of the answer is kept in the same step.
   */
  ChargeOutcome charge(Reservation reservation, Delivery delivered, Ending ending, AnswerPart part);

  /** Charges a call that is not repeated. */
  default ChargeOutcome charge(Reservation reservation, Delivery delivered, Ending ending) {
    return charge(reservation, delivered, ending, AnswerPart.NONE);
  }

  /** Frees the whole ceiling; does nothing when the call has ended or another holder has it. */
  void release(Reservation reservation);

  /** Ends every call whose lease has expired, by its last checkpoint; returns how many. */
  int chargeExpired();

  /** What is kept of a charged call's answer; no parts where nothing was, or not any more. */
  Optional<KeptAnswer> answer(CallId callId);

  /** The record of a charged call. */
  Optional<ChargedCall> charged(CallId callId);
}
