package org.tributary.gateway.payment;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of asking for a reservation. */
public sealed interface ReserveOutcome {

  /** {@code before} was charged and reserved on the channel before, in base units. */
  record Reserved(Reservation reservation, long before) implements ReserveOutcome {}

  /**
   * Nothing was set aside.
   *
   * @param bound the limit that was met, for reasons that are one
   */
  record Refused(Reason reason, @Nullable Bound bound) implements ReserveOutcome {

    public Refused(Reason reason) {
      this(reason, null);
    }
  }

  /**
   * A limit that was met, in base units or per minute.
   *
   * @param used what of it is taken
   * @param retryAfter when enough of it is free again, or zero where waiting does not help
   */
  record Bound(long limit, long used, Duration retryAfter) {}

  /**
   * Another try was charged, for all of its answer or for a part; {@code before} is what is charged
   * and reserved on the channel now, in base units.
   */
  record Answered(long before) implements ReserveOutcome {}

  /** Another try has not ended yet. */
  record Running() implements ReserveOutcome {}

  /** Another try asked for something else. */
  record OtherRequest() implements ReserveOutcome {}

  /** Why nothing was set aside. */
  enum Reason {
    /** The channel does not hold the ceiling. */
    BALANCE_TOO_SMALL,
    /** The channel does, but the account's own budget does not. */
    BUDGET_SPENT,
    /** No such account, or not on this channel. */
    UNKNOWN_ACCOUNT,
    /** Nobody holds this access key. */
    UNKNOWN_KEY,
    /** The access key was revoked, or replaced by a rotation. */
    REVOKED_KEY,
    EXPIRED_KEY,
    /** The access key may not call this model. */
    MODEL_NOT_ALLOWED,
    /** The access key's own budget, over its life. */
    KEY_BUDGET_SPENT,
    /** The access key's own budget of the day. */
    KEY_DAILY_BUDGET_SPENT,
    /** The access key's requests per minute. */
    REQUEST_RATE,
    /** The access key's model-tokens per minute. */
    MODEL_TOKEN_RATE,
    /** This call alone may use more model-tokens than the access key's rate allows. */
    CALL_ABOVE_RATE,
    /** Trials may not call this model. */
    MODEL_NOT_IN_TRIAL,
    /** What trials may pay in a day for the models of this one's owner. */
    TRIAL_PAYEE_SPENT,
    /** The voucher does not reach over what was charged, what is reserved and this ceiling. */
    VOUCHER_TOO_LOW,
    /** The voucher has paid for another call. */
    VOUCHER_USED,
    /** The channel is spent by the other kind of authority. */
    WRONG_AUTHORITY
  }
}
