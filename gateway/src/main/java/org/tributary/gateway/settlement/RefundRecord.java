package org.tributary.gateway.settlement;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;

/**
 * What came of a request for a refund, for whoever asks again.
 *
 * @param amount in base units
 * @param transaction null while it is open, or where it was found done
 */
public record RefundRecord(State state, long amount, @Nullable Bytes32 transaction) {

  /** Set aside, paid, or refused by the contract and free again. */
  public enum State {
    OPEN,
    REFUNDED,
    REFUSED
  }

  public boolean isOpen() {
    return state == State.OPEN;
  }
}
