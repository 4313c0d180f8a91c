package org.tributary.gateway.payment;

import java.util.Locale;

/** How a charged call ended. */
public enum Ending {
  COMPLETE,
  /** The client left, the worker died or the lease ran out: charged for what was delivered. */
  PARTIAL;

  /** Lower case, as receipts write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
