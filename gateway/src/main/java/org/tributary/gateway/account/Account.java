package org.tributary.gateway.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;

/**
 * A payer: the channel it spends from and its budget on it, in base units; {@code remaining} is
 * null where only the channel's own balance limits it.
 */
public record Account(
    AccountId id,
    ChannelId channel,
    @Nullable Long remaining,
    long spent,
    long reserved,
    String label,
    Instant createdAt) {

  public Account {
    if (spent < 0 || reserved < 0 || (remaining != null && remaining < 0)) {
      throw new IllegalArgumentException("a negative amount on account " + id);
    }
  }

  /** The whole budget, spent and unspent, or null without one. */
  public @Nullable Long limit() {
    return remaining == null ? null : Long.valueOf(remaining + reserved + spent);
  }
}
