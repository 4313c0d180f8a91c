package org.tributary.gateway.payment;

import java.time.Duration;
import java.util.Optional;
import org.tributary.contracts.voucher.ChannelId;

/**
 * Says whether a call may go on although what it is charged cannot be claimed at present; asked for
 * each call, so it answers from memory.
 */
@FunctionalInterface
public interface ExposureGuard {

  /** For gateways that settle elsewhere, and tests. */
  ExposureGuard UNLIMITED = (channel, ceiling) -> Optional.empty();

  /** How long to wait before trying again; empty when the call may go on and is counted. */
  Optional<Duration> refuses(ChannelId channel, long ceiling);
}
