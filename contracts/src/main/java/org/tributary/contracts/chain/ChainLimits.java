package org.tributary.contracts.chain;

import java.time.Duration;

/** How long to wait for a node's answer and for a transaction, and how often to look. */
public record ChainLimits(Duration requestTimeout, Duration receiptTimeout, Duration pollInterval) {
  public static final ChainLimits DEFAULT =
      new ChainLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMillis(50));
}
