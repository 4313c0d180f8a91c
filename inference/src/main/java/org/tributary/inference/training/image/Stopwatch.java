package org.tributary.inference.training.image;

import java.time.Duration;

/** Time since it was made. */
final class Stopwatch {
  private final long began = System.nanoTime();
  private final long cpuBegan = cpu();

  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** What this process has kept its cores busy for; on a shared machine less than the time. */
  double coreSeconds() {
    return (cpu() - cpuBegan) / 1e9;
  }

  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  boolean passed(Duration time) {
    return System.nanoTime() - began >= time.toNanos();
  }
}
