package org.tributary.gateway.deposit;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;

/** What came of a signed deposit. */
public sealed interface Brought {

  /**
   * It is in its channel.
   *
   * @param transaction null where it came there too long ago to be found
   */
  record Done(@Nullable Bytes32 transaction) implements Brought {}

  /** Nothing was sent, or the contract refused it. */
  record Refused(Reason reason, String detail) implements Brought {}

  /** Another request is bringing it: asked again, this one says what came of it. */
  record UnderWay() implements Brought {}

  /** Why a deposit was not made. */
  enum Reason {
    BELOW_MINIMUM,
    NOT_YET_VALID,
    EXPIRED,
    SIGNATURE,
    CANCELLED,
    BELOW_GAS,
    TOO_MANY,
    REVERTED
  }
}
