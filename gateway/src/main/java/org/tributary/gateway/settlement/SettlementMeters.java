package org.tributary.gateway.settlement;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** Shows what settlement does as {@code tributary_settlement_…}. */
@Singleton
final class SettlementMeters implements MeterBinder {
  private static final String PREFIX = "tributary.settlement.";

  private final SettlementMetrics metrics;
  private final ChainExposure exposure;

  SettlementMeters(SettlementMetrics metrics, ChainExposure exposure) {
    this.metrics = metrics;
    this.exposure = exposure;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "claimed.channels", SettlementMetrics::claims);
    counter(registry, "claim.batches", SettlementMetrics::batches);
    counter(registry, "reorganisations", SettlementMetrics::reorganisations);
    counter(registry, "failures", SettlementMetrics::failures);
    gauge(registry, "refused.channels", SettlementMetrics::refused);
    gauge(registry, "leaving.channels", SettlementMetrics::leavingChannels);
    gauge(registry, "open.transactions", SettlementMetrics::open);
    gauge(registry, "held.epochs", SettlementMetrics::heldEpochs);
    gauge(registry, "left.out.receipts", SettlementMetrics::leftOutReceipts);
    gauge(registry, "block", SettlementMetrics::lastBlock);
    gauge(registry, "watch.behind.blocks", SettlementMetrics::blocksBehind);
    Gauge.builder(PREFIX + "chain.away.seconds", exposure, it -> it.away().toMillis() / 1e3)
        .register(registry);
    // Whole base units are far below 2^53; this is for a picture, not for accounts.
    Gauge.builder(PREFIX + "exposure.base.units", exposure, ChainExposure::total)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, ToDoubleFunction<SettlementMetrics> value) {
    FunctionCounter.builder(PREFIX + name, metrics, value).register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, ToDoubleFunction<SettlementMetrics> value) {
    Gauge.builder(PREFIX + name, metrics, value).register(registry);
  }
}
