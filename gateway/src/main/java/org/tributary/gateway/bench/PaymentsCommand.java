package org.tributary.gateway.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.tributary.gateway.local.RedisProcess;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.redis.Redis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary bench payments}: what paying adds to a call, on a Redis of its own. */
@Command(
    name = "payments",
    mixinStandardHelpOptions = true,
    description =
        "Calls a second that a gateway on one core can verify, reserve and charge with a Redis on"
            + " the other, and the time that adds to a call. Exit code 2 if a bound is missed.")
final class PaymentsCommand implements Callable<Integer> {
  private static final double MIN_ALWAYS = 5_000;
  private static final double MIN_EVERYSEC = 10_000;
  private static final double MAX_ADDED_MS = 0.3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--calls",
      defaultValue = "60000",
      description = "Calls of each measurement (default: ${DEFAULT-VALUE}).")
  private int calls;

  @Option(
      names = "--callers",
      defaultValue = "128",
      description = "Calls under way at once (default: ${DEFAULT-VALUE}).")
  private int callers;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** All that was measured; times in milliseconds. */
  record Report(
      String redisVersion,
      int cores,
      boolean pinned,
      PaymentBench.Rate always,
      PaymentBench.Rate everysec,
      PaymentBench.Added added) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path dir = Files.createTempDirectory("payments-bench");
    RedisProcess server = RedisProcess.start(dir, freePort());
    try (ApplicationContext context = ApplicationContext.run(settings(server))) {
      boolean pinned = pin(server.pid());
      Redis redis = context.getBean(Redis.class);
      PaymentBench bench =
          new PaymentBench(redis, context.getBean(ChannelLedger.class), server.pid(), callers);
      bench.warmUp(calls);
      Report report =
          new Report(
              version(redis),
              Runtime.getRuntime().availableProcessors(),
              pinned,
              bench.rate("always", calls),
              bench.rate("everysec", calls),
              bench.added(Math.min(calls, 5_000)));
      print(report);
      return keepsBounds(report) ? 0 : 2;
    } finally {
      server.stop();
      delete(dir);
    }
  }

  private static boolean keepsBounds(Report report) {
    return report.always().callsPerSecond() >= MIN_ALWAYS
        && report.everysec().callsPerSecond() >= MIN_EVERYSEC
        && report.added().withoutFsyncMs() <= MAX_ADDED_MS;
  }

  private void print(Report report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("measured", report);
      all.put(
          "bounds",
          Map.of(
              "alwaysPerSecond", MIN_ALWAYS,
              "everysecPerSecond", MIN_EVERYSEC,
              "addedMs", MAX_ADDED_MS));
      out.println(new ObjectMapper().writeValueAsString(all));
      return;
    }
    out.printf(
        "Redis %s, %d callers, %s%n",
        report.redisVersion(),
        callers,
        report.pinned() ? "gateway on core 0, Redis on core 1" : "NOT pinned to a core each");
    out.printf("%-22s %10s %10s %24s%n", "", "calls/s", "bound", "CPU µs a call: gateway, Redis");
    print(out, "appendfsync always", report.always(), MIN_ALWAYS);
    print(out, "appendfsync everysec", report.everysec(), MIN_EVERYSEC);
    PaymentBench.Added added = report.added();
    out.printf(
        "one call alone: p50 %.3f ms (p99 %.3f), of it two fsyncs %.3f ms; without them %.3f ms"
            + " (bound %.1f)%n",
        added.p50Ms(), added.p99Ms(), 2 * added.fsyncMs(), added.withoutFsyncMs(), MAX_ADDED_MS);
    out.println(
        "In it: a voucher's signature recovered (native secp256k1), reserve.lua, the split, charge.lua"
            + " with receipt and ledger entry.\nNot in it: HTTP, the quote, the worker, signing the"
            + " receipt when it is read.");
  }

  private static void print(PrintWriter out, String name, PaymentBench.Rate rate, double bound) {
    out.printf(
        "%-22s %10.0f %10.0f %17.0f, %5.0f%n",
        name, rate.callsPerSecond(), bound, rate.gatewayMicros(), rate.redisMicros());
  }

  private static Map<String, Object> settings(RedisProcess server) {
    return Map.of(
        "tributary.redis.uri", server.uri().toString(),
        "tributary.payment.sweep", "false",
        "tributary.settlement.interval", "0s");
  }

  /** Moves Redis away from our core; the launcher has put us on core 0. */
  private static boolean pin(long redis) throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/usr/bin/taskset"))
        || Runtime.getRuntime().availableProcessors() != 1) {
      return false;
    }
    List<String> command = List.of("/usr/bin/taskset", "-a", "-cp", "1", Long.toString(redis));
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  private static String version(Redis redis) {
    return redis
        .commands()
        .info("server")
        .lines()
        .filter(line -> line.startsWith("redis_version:"))
        .map(line -> line.substring(line.indexOf(':') + 1))
        .findFirst()
        .orElse("?");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
