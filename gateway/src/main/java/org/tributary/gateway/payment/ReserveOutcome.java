package org.tributary.gateway.payment;

/** What came of asking for a reservation. */
public sealed interface ReserveOutcome {

  record Reserved(Reservation reservation) implements ReserveOutcome {}

  record Refused(Reason reason) implements ReserveOutcome {}

  /** Why nothing was set aside. */
  enum Reason {
    /** The channel does not hold the ceiling. */
    BALANCE_TOO_SMALL,
    /** The channel does, but the account's own budget does not. */
    BUDGET_SPENT,
    /** No such account, or not on this channel. */
    UNKNOWN_ACCOUNT
  }
}
