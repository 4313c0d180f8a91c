package org.tributary.gateway.bench;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.redis.Redis;

/** Measures paid calls, one after the other for each caller, all callers at once. */
final class PaymentBench {
  private static final int PROBES = 3_000;
  private static final double NANOS_PER_MS = 1e6;
  private static final int MOST_WARM_UPS = 12;
  private static final double COMPILING_WHEN_WARM = 0.05;

  private final Redis redis;
  private final ChannelLedger ledger;
  private final long redisPid;
  private final int callers;

  /** How many calls were paid in a second, and what each cost of either core. */
  record Rate(double callsPerSecond, double gatewayMicros, double redisMicros) {}

  /** The time of one call while no other runs; {@code fsyncMs} is what one sync to disk takes. */
  record Added(double p50Ms, double p99Ms, double fsyncMs, double withoutFsyncMs) {}

  PaymentBench(Redis redis, ChannelLedger ledger, long redisPid, int callers) {
    this.redis = redis;
    this.ledger = ledger;
    this.redisPid = redisPid;
    this.callers = callers;
  }

  /**
   * Calls until little is left to compile, as in a gateway that has run for a while: on one core
   * the compiler takes half of it for the first minute.
   */
  void warmUp(int calls) throws IOException, InterruptedException {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    for (int round = 0; round < MOST_WARM_UPS; round++) {
      long compiled = compiler.getTotalCompilationTime();
      double ms = calls / rate("everysec", calls).callsPerSecond() * 1e3;
      if (compiler.getTotalCompilationTime() - compiled < COMPILING_WHEN_WARM * ms) {
        return;
      }
    }
  }

  /** On an empty ledger. Vouchers are signed before the clock starts: that is the client's work. */
  Rate rate(String appendfsync, int calls) throws IOException, InterruptedException {
    redis.commands().configSet("appendfsync", appendfsync);
    List<PaymentCaller> paying = open(callers);
    int each = Math.ceilDiv(calls, callers);
    paying.forEach(caller -> caller.sign(each));
    long gatewayCpu = cpuMicros(ProcessHandle.current().pid());
    long redisCpu = cpuMicros(redisPid);
    long began = System.nanoTime();
    callAll(paying);
    double seconds = (System.nanoTime() - began) / 1e9;
    double done = (double) each * callers;
    return new Rate(
        done / seconds,
        (cpuMicros(ProcessHandle.current().pid()) - gatewayCpu) / done,
        (cpuMicros(redisPid) - redisCpu) / done);
  }

  private List<PaymentCaller> open(int count) {
    redis.commands().flushall();
    return IntStream.range(0, count)
        .mapToObj(number -> PaymentCaller.open(redis, ledger, number))
        .toList();
  }

  private static void callAll(List<PaymentCaller> callers) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      callers.forEach(caller -> running.add(threads.submit(caller::callAll)));
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call was not paid", e);
    }
  }

  Added added(int calls) {
    redis.commands().configSet("appendfsync", "always");
    PaymentCaller caller = open(1).getFirst();
    caller.sign(calls);
    double[] sorted = sortedMs(calls, caller::callOnce);
    double fsync = Math.max(0, write("always") - write("no"));
    double p50 = at(sorted, 0.5);
    return new Added(p50, at(sorted, 0.99), fsync, p50 - 2 * fsync);
  }

  /** The median time of one small write. */
  private double write(String appendfsync) {
    redis.commands().configSet("appendfsync", appendfsync);
    return at(sortedMs(PROBES, () -> timed(() -> redis.commands().set("bench:probe", "1"))), 0.5);
  }

  private static long timed(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return System.nanoTime() - began;
  }

  private static double[] sortedMs(int times, LongSupplier nanos) {
    double[] all = new double[times];
    for (int i = 0; i < times; i++) {
      all[i] = nanos.getAsLong() / NANOS_PER_MS;
    }
    Arrays.sort(all);
    return all;
  }

  private static double at(double[] sorted, double part) {
    return sorted[(int) (part * (sorted.length - 1))];
  }

  /** User and system time of a process, from Linux; in hundredths of a second there. */
  private static long cpuMicros(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
  }
}
