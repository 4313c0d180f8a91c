package org.tributary.gateway.earnings;

import java.math.BigInteger;
import java.util.stream.Collectors;
import org.tributary.gateway.account.AmountFormat;
import org.tributary.gateway.earnings.EarningsView.Amounts;
import org.tributary.gateway.earnings.EarningsView.Payee;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackCommand;
import org.tributary.gateway.local.TextTable;
import picocli.CommandLine.Command;

/** {@code tributary earnings}: who has earned what, by name. */
@Command(
    name = "earnings",
    description = "Prints what each owner has earned, and what of it is claimable and paid.",
    mixinStandardHelpOptions = true)
public final class EarningsCommand extends StackCommand {

  @Override
  protected void run(RunningStack stack) {
    EarningsView earnings = stack.get("/v1/earnings", EarningsView.class);
    if (isJson()) {
      print(earnings);
      return;
    }
    if (earnings.payees().isEmpty()) {
      out().println("Nobody has earned anything yet: no call has been charged.");
      return;
    }
    out().printf("Earned to date, in %s:%n%n", earnings.erc20().symbol());
    out().print(table(earnings));
    if (earnings.payees().stream().anyMatch(Payee::escrow)) {
      out().printf("%n* held in escrow for the named owner; nobody else can take it%n");
    }
  }

  private static TextTable table(EarningsView earnings) {
    AmountFormat format = new AmountFormat(earnings.erc20());
    TextTable table = new TextTable(2, "OWNER", "FOR", "EARNED", "PENDING", "CLAIMABLE", "PAID");
    earnings
        .payees()
        .forEach(payee ->
            row(
                table,
                payee.name() + (payee.escrow() ? " *" : ""),
                reason(payee),
                payee.amounts(),
                format));
    row(table, "Total", "", earnings.total(), format);
    return table;
  }

  private static String reason(Payee payee) {
    return payee.parts().stream()
        .map(part -> part.asset() == null ? part.role() : part.role() + " " + part.name())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static void row(
      TextTable table, String owner, String reason, Amounts amounts, AmountFormat format) {
    BigInteger claimable =
        new BigInteger(amounts.payable()).subtract(new BigInteger(amounts.paid()));
    table.row(
        owner,
        reason,
        format.millionths(amounts.earnedMillionths()),
        format.millionths(amounts.pendingMillionths()),
        format.units(claimable),
        format.units(amounts.paid()));
  }
}
