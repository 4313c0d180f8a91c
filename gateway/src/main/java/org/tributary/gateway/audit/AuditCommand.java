package org.tributary.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tributary.contracts.chain.ChainException;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary audit}: computes an epoch again, with no gateway. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Computes an epoch's roots again from its published receipts and the registry, and names the"
            + " first thing that disagrees. Exit code 2 if one does.")
public final class AuditCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int DISAGREES = 2;

  @Spec private CommandSpec spec;

  @Mixin private AuditFiles files;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    try {
      AuditReport report = AuditReport.of(files.audit().result());
      print(report);
      return report.agrees() ? 0 : DISAGREES;
    } catch (StackFailure | ChainException failure) {
      spec.commandLine().getErr().println(spec.name() + ": " + failure.getMessage());
      return FAILED;
    }
  }

  private void print(AuditReport report) throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(RunningStack.JSON.writeValueAsString(report));
      return;
    }
    out.printf("Epoch %d (%s)%n", report.epoch(), report.state());
    out.printf("  posted    %s%n", line(report.posted()));
    out.printf("  computed  %s%n", line(report.computed()));
    if (report.agrees()) {
      out.println("Everything agrees.");
      return;
    }
    out.println("Wrong: " + report.finding());
    out.println(
        report.challenge() == null
            ? "The arbiter cannot be shown this: it is for watchers to refuse."
            : "Provable as " + report.challenge() + ": see `./tributary challenge --help`.");
  }

  private static String line(AuditReport.Roots roots) {
    return "%s, %s in all for %d payees, receipts %s"
        .formatted(roots.payoutRoot(), roots.total(), roots.payees(), roots.receiptsRoot());
  }
}
