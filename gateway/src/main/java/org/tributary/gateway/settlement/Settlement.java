package org.tributary.gateway.settlement;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;

/**
 * How a settlement ended, the last epoch, and the channels whose charges the chain did not pay.
 *
 * @param held what keeps the epoch from the pool, and what to do
 */
record Settlement(
    Outcome outcome, Optional<Epoch> epoch, List<ChannelId> unpaid, @Nullable String held) {

  /** What became of the epoch. */
  enum Outcome {
    /** Its root is active: everyone can claim. */
    POSTED,
    /** Its root is proposed and waits for the pool's activation delay. */
    WAITING,
    /** It is decided, and the pool does not take it yet: nothing is lost. */
    HELD,
    /** Nobody has earned a whole base unit since the last one. */
    UNCHANGED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
