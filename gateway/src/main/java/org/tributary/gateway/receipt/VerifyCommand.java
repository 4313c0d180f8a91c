package org.tributary.gateway.receipt;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.receipt.Finding.Outcome;
import org.tributary.gateway.receipt.ReceiptDocument.Where;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary verify}: whether a receipt is right, by the chain alone. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a receipt by the chain alone: signature, arithmetic, terms, split, inclusion.",
      "Ends with 0 when all of it holds, 1 when anything fails, 3 when it is not settled yet."
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final int SOMETHING_FAILS = 1;
  private static final int NOT_SETTLED_YET = 3;

  @Parameters(
      index = "0",
      paramLabel = "receipt.json",
      description = "What GET /v1/receipts/{id} answered, or a line of a published epoch.")
  private @Nullable Path file;

  @Option(names = "--rpc", required = true, description = "A node of the chain.")
  private @Nullable URI rpc;

  @Option(
      names = "--pool",
      description = "The pool that you know; by default the one that the receipt names.")
  private @Nullable String pool;

  @Option(
      names = "--registry",
      description = "The asset registry; by default the one that the receipt names.")
  private @Nullable String registry;

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path from = given(file, "receipt.json");
    if (Files.size(from) > ReceiptDocument.MAX_CHARS) {
      throw new IllegalArgumentException(from + " is longer than any receipt");
    }
    ReceiptDocument document = ReceiptDocument.read(Files.readString(from));
    Chain chain = Chain.connect(given(rpc, "--rpc"));
    Where where = where(document, chain);
    List<Finding> findings =
        new ReceiptVerification(chain, where.pool(), where.registry()).findings(document);
    if (json) {
      print(document, where, findings);
    } else {
      describe(document, where, findings);
    }
    return exit(findings);
  }

  /** What the caller knows comes before what the receipt says of itself. */
  private Where where(ReceiptDocument document, Chain chain) {
    Where said = document.where().orElse(null);
    if (said != null && said.chainId() != chain.chainId()) {
      throw new IllegalArgumentException(
          "the receipt is of chain %d, and the node is on %d"
              .formatted(said.chainId(), chain.chainId()));
    }
    return new Where(
        chain.chainId(),
        known(pool, said == null ? null : said.pool(), "--pool"),
        known(registry, said == null ? null : said.registry(), "--registry"));
  }

  private static Address known(@Nullable String told, @Nullable Address said, String option) {
    return told == null ? given(said, option) : new Address(told);
  }

  private static int exit(List<Finding> findings) {
    if (findings.stream().anyMatch(each -> each.outcome() == Outcome.FAILS)) {
      return SOMETHING_FAILS;
    }
    boolean open = findings.stream().anyMatch(each -> each.outcome() == Outcome.OPEN);
    return open ? NOT_SETTLED_YET : 0;
  }

  private void describe(ReceiptDocument document, Where where, List<Finding> findings) {
    PrintWriter out = out();
    out.printf("%s%n", document.signed().receipt().callId());
    for (Finding each : findings) {
      String mark =
          switch (each.outcome()) {
            case HOLDS -> "✓";
            case FAILS -> "✗";
            case OPEN -> "…";
          };
      out.printf("%s %-11s %s%n", mark, each.check(), each.said());
    }
    if (pool == null) {
      out.printf(
          "The pool %s is the one that the receipt names: is it the one you know?%n", where.pool());
    }
    out.flush();
  }

  private void print(ReceiptDocument document, Where where, List<Finding> findings)
      throws IOException {
    Map<String, Object> all =
        Map.of(
            "receipt", document.signed().receipt().callId(),
            "pool", where.pool(),
            "registry", where.registry(),
            "findings", findings);
    out().println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
    out().flush();
  }

  private PrintWriter out() {
    return given(spec, "the command").commandLine().getOut();
  }

  private static <T> T given(@Nullable T value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(what + " is missing");
    }
    return value;
  }
}
