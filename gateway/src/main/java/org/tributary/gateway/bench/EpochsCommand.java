package org.tributary.gateway.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.gateway.bench.EpochBench.Computed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary bench epochs}: how long an epoch's roots and proofs take on one core. */
@Command(
    name = "epochs",
    mixinStandardHelpOptions = true,
    description =
        "Roots and proofs of an epoch from its receipts, beside their bounds. Exit code 2 if one is"
            + " missed.")
final class EpochsCommand implements Callable<Integer> {
  private static final double MAX_SECONDS = 2;
  private static final double MAX_VERIFIED_SECONDS = 10;
  private static final long MAX_RESIDENT_MIB = 512;
  private static final long MAX_PROOF_BYTES = 1024;

  @Spec private CommandSpec spec;

  @Option(names = "--payees", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}.")
  private int payees;

  @Option(names = "--receipts", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}.")
  private int receipts;

  @Option(
      names = "--ancestors",
      defaultValue = "2",
      description = "Of each model; each has a share of each receipt (default: ${DEFAULT-VALUE}).")
  private int ancestors;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** {@code first} is with the code not compiled yet; gateways run longer than that. */
  record Report(
      int cores,
      Computed first,
      Computed second,
      double firstVerifiedSeconds,
      double verifiedSeconds,
      long residentMib) {}

  @Override
  public Integer call() throws IOException {
    EpochBench bench = new EpochBench(payees, receipts, ancestors);
    Computed first = bench.compute(PayoutTable.EMPTY);
    Computed second = bench.compute(bench.lastTable());
    Path file = Files.createTempFile("epoch-bench", ".ndjson");
    double firstVerified;
    double verified;
    try {
      bench.publish(file);
      firstVerified = bench.verifySeconds(file);
      verified = bench.verifySeconds(file);
    } finally {
      Files.delete(file);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    Report report = new Report(cores, first, second, firstVerified, verified, residentMib());
    print(report);
    return keepsBounds(report) ? 0 : 2;
  }

  private static boolean keepsBounds(Report report) {
    return report.second().proofsSeconds() <= MAX_SECONDS
        && report.verifiedSeconds() <= MAX_VERIFIED_SECONDS
        && report.residentMib() <= MAX_RESIDENT_MIB
        && report.second().largestProofBytes() <= MAX_PROOF_BYTES;
  }

  private void print(Report report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> bounds =
          Map.of(
              "seconds", MAX_SECONDS,
              "verifiedSeconds", MAX_VERIFIED_SECONDS,
              "residentMib", MAX_RESIDENT_MIB,
              "proofBytes", MAX_PROOF_BYTES);
      out.println(
          new ObjectMapper().writeValueAsString(Map.of("measured", report, "bounds", bounds)));
      return;
    }
    out.printf(
        "%,d payees, %,d receipts of %d shares, %d core(s)%n",
        report.second().payees(), receipts, ancestors + 3, report.cores());
    out.printf("%-40s %10s %10s%n", "", "measured", "bound");
    line(out, "roots and proofs, code still cold, s", report.first().proofsSeconds(), MAX_SECONDS);
    line(out, "roots and proofs, CPU s", report.second().proofsSeconds(), MAX_SECONDS);
    line(
        out,
        "signatures verified, code still cold, s",
        report.firstVerifiedSeconds(),
        MAX_VERIFIED_SECONDS);
    line(
        out,
        "from a file, signatures verified, CPU s",
        report.verifiedSeconds(),
        MAX_VERIFIED_SECONDS);
    line(out, "most memory ever resident, MiB", report.residentMib(), MAX_RESIDENT_MIB);
    line(out, "largest payout proof, bytes", report.second().largestProofBytes(), MAX_PROOF_BYTES);
  }

  private static void line(PrintWriter out, String what, double measured, double bound) {
    out.printf("%-40s %10.2f %10.0f%n", what, measured, bound);
  }

  /** The high-water mark of this process, from Linux. */
  private static long residentMib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
