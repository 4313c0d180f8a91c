package org.tributary.gateway.settlement;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tributary.contracts.voucher.ChannelId;

/** How a settlement ended, the last epoch, and the channels whose charges the chain did not pay. */
record Settlement(Outcome outcome, Optional<Epoch> epoch, List<ChannelId> unpaid) {

  /** What became of the epoch. */
  enum Outcome {
    /** Its root is active: everyone can claim. */
    POSTED,
    /** Its root is proposed and waits for the pool's activation delay. */
    WAITING,
    /** Nobody has earned a whole base unit since the last one. */
    UNCHANGED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
