package org.tributary.gateway.payment;

import java.time.Instant;
import java.util.List;
import org.tributary.contracts.receipt.Share;

/** What a charged call leaves behind: the facts of its receipt; amounts are in base units. */
public record ChargedCall(
    CallContext context,
    Delivery delivery,
    Ending ending,
    List<Share> split,
    long from,
    long to,
    long charge,
    Instant time) {

  public ChargedCall {
    split = List.copyOf(split);
  }
}
