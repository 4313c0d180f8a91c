package org.tributary.gateway.funding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;

/** What came of a signed deposit. */
sealed interface DepositOutcome {

  /**
   * The money is in the channel and the ledger knows it.
   *
   * @param transaction null where it was used too long ago to be found
   * @param opened the account, if this was its first deposit
   */
  record Deposited(@Nullable Bytes32 transaction, Optional<OwnAccounts.Opened> opened)
      implements DepositOutcome {}

  /** Nothing was sent, or the contract refused it. */
  record Refused(Reason reason, String detail) implements DepositOutcome {}

  /** It was sent, or may have been: the same request again says what came of it. */
  record Unknown() implements DepositOutcome {}

  /** Why a deposit was not made. */
  enum Reason {
    BELOW_MINIMUM,
    NOT_YET_VALID,
    EXPIRED,
    SIGNATURE,
    BALANCE,
    CANCELLED,
    BELOW_GAS,
    TOO_MANY,
    REVERTED
  }
}
