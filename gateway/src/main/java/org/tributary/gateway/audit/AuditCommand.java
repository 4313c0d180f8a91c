package org.tributary.gateway.audit;

import java.io.PrintWriter;
import org.tributary.gateway.local.TributaryCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tributary audit}: computes an epoch again, with no gateway. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Computes an epoch's roots again from its published receipts and the registry, and names the"
            + " first thing that disagrees. Exit code 2 if one does.")
public final class AuditCommand extends TributaryCommand {
  private static final int DISAGREES = 2;

  @Mixin private AuditFiles files;

  @Override
  protected int answer() {
    AuditReport report = AuditReport.of(files.audit().result());
    if (isJson()) {
      print(report);
    } else {
      tell(report);
    }
    return report.agrees() ? 0 : DISAGREES;
  }

  private void tell(AuditReport report) {
    PrintWriter out = out();
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
