package org.tributary.gateway.payment;

/** What came of asking for a reservation. */
public sealed interface ReserveOutcome {

  /** {@code before} was charged and reserved on the channel before, in base units. */
  record Reserved(Reservation reservation, long before) implements ReserveOutcome {}

  record Refused(Reason reason) implements ReserveOutcome {}

  /** Another try had the call id before. */
  record Repeated(Progress progress) implements ReserveOutcome {}

  /** How far that other try came. */
  enum Progress {
    /** It has not ended yet. */
    RUNNING,
    /** It was charged, for all of its answer or for a part. */
    ANSWERED,
    /** It asked for something else. */
    OTHER_REQUEST
  }

  /** Why nothing was set aside. */
  enum Reason {
    /** The channel does not hold the ceiling. */
    BALANCE_TOO_SMALL,
    /** The channel does, but the account's own budget does not. */
    BUDGET_SPENT,
    /** No such account, or not on this channel. */
    UNKNOWN_ACCOUNT,
    /** The access key is not the account's, or no more. */
    UNKNOWN_KEY,
    /** The voucher does not reach over what was charged, what is reserved and this ceiling. */
    VOUCHER_TOO_LOW,
    /** The channel is spent by the other kind of authority. */
    WRONG_AUTHORITY
  }
}
