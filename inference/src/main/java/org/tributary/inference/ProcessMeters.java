package org.tributary.inference;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A registry that also tells of the process: its heap, threads, and the memory of native code. */
final class ProcessMeters implements AutoCloseable {
  private static final Path STATM = Path.of("/proc/self/statm");

  /** Linux' page on every machine that PyTorch has builds for. */
  private static final long PAGE_BYTES = 4096;

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMeters(PrometheusMeterRegistry registry) {
    this.registry = registry;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    if (Files.isReadable(STATM)) {
      Gauge.builder("process.resident.memory", ProcessMeters::residentBytes)
          .baseUnit("bytes")
          .description("heap, native code and mapped files that are in memory")
          .register(registry);
    }
  }

  private static double residentBytes() {
    try {
      return Long.parseLong(Files.readString(STATM).split(" ")[1]) * PAGE_BYTES;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** In Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
