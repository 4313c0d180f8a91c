package org.tributary.gateway.earnings;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.gateway.account.AmountFormat;
import org.tributary.gateway.earnings.EarningsView.Amounts;
import org.tributary.gateway.earnings.EarningsView.Payee;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackCommand;
import org.tributary.gateway.local.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary earnings}: who has earned what, by name. */
@Command(
    name = "earnings",
    description = "Prints what each owner has earned, and what of it is claimable and paid.",
    mixinStandardHelpOptions = true)
public final class EarningsCommand extends StackCommand {

  @Option(
      names = "--by",
      defaultValue = "payee",
      description = "payee, asset, day or receipt (default: ${DEFAULT-VALUE}).")
  private By by;

  @Option(
      names = "--payee",
      description = "With --by day or receipt: only what this address earns.")
  private @Nullable String payee;

  @Option(names = "--asset", description = "With --by day or receipt: only what this asset earns.")
  private @Nullable Long asset;

  @Option(
      names = "--before",
      description = "With --by day or receipt: the next page, as said below the last.")
  private @Nullable String before;

  @Option(names = "--csv", description = "Print CSV with exact amounts.")
  private boolean csv;

  /** What one line is of. */
  enum By {
    payee,
    asset,
    day,
    receipt
  }

  @Override
  protected void run(RunningStack stack) {
    switch (by) {
      case day -> printDays(stack.get(path("days?"), DailyEarningsView.class));
      case receipt ->
          printReceipts(stack.get(path("receipts?limit=100"), ReceiptEarningsView.class));
      case payee, asset -> printAll(stack);
    }
  }

  private void printAll(RunningStack stack) {
    EarningsView earnings = stack.get("/v1/earnings", EarningsView.class);
    if (isJson()) {
      print(earnings);
      return;
    }
    if (csv) {
      out().print(by == By.asset ? EarningsCsv.assets(earnings) : EarningsCsv.payees(earnings));
      return;
    }
    if (earnings.payees().isEmpty()) {
      out().println("Nobody has earned anything yet: no call has been charged.");
      return;
    }
    out().printf("Earned to date, in %s:%n%n", earnings.erc20().symbol());
    out().print(by == By.asset ? assets(earnings) : table(earnings));
    if (earnings.payees().stream().anyMatch(Payee::escrow)) {
      out().printf("%n* held in escrow for the named owner; nobody else can take it%n");
    }
  }

  private String path(String page) {
    return "/v1/earnings/"
        + page
        + parameter("payee", payee)
        + parameter("asset", asset)
        + parameter("before", before);
  }

  private static String parameter(String name, @Nullable Object value) {
    return value == null
        ? ""
        : "&" + name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
  }

  private void printDays(DailyEarningsView page) {
    if (isJson()) {
      print(page);
      return;
    }
    if (csv) {
      out().print(EarningsCsv.days(page));
      return;
    }
    AmountFormat format = new AmountFormat(page.erc20());
    TextTable table =
        new TextTable(3, "DAY", "FOR", "PAYEE", "EARNED", "PENDING", "CLAIMABLE", "PAID");
    page.data()
        .forEach(line ->
            table.row(
                cells(
                    format,
                    line.amounts(),
                    line.day(),
                    reason(line.role(), line.asset()),
                    line.payee().text())));
    out().print(table);
    printNext(page.next());
  }

  private static String reason(String role, @Nullable AssetId asset) {
    return asset == null ? role : "asset " + asset;
  }

  /** What was claimed is no longer claimable. */
  private static String[] cells(AmountFormat format, LineAmounts amounts, String... before) {
    BigInteger paid = new BigInteger(amounts.paidMillionths());
    List<String> cells = new ArrayList<>(List.of(before));
    cells.add(format.millionths(amounts.earnedMillionths()));
    cells.add(format.millionths(amounts.pendingMillionths()));
    cells.add(
        format.millionths(new BigInteger(amounts.payableMillionths()).subtract(paid).toString()));
    cells.add(format.millionths(amounts.paidMillionths()));
    return cells.toArray(String[]::new);
  }

  private void printNext(@Nullable String next) {
    if (next != null) {
      out().printf("%nOlder ones: --before %s%n", next);
    }
  }

  private void printReceipts(ReceiptEarningsView page) {
    if (isJson()) {
      print(page);
      return;
    }
    if (csv) {
      out().print(EarningsCsv.receipts(page));
      return;
    }
    AmountFormat format = new AmountFormat(page.erc20());
    TextTable table =
        new TextTable(5, "TIME", "RECEIPT", "FOR", "PAYEE", "STATE", "CHARGE", "EARNED");
    page.data()
        .forEach(line ->
            table.row(
                line.time(),
                line.receipt(),
                reason(line.role(), line.asset()),
                line.payee().text(),
                line.epoch() == null ? line.state() : line.state() + ", epoch " + line.epoch(),
                format.units(line.charge()),
                format.millionths(line.millionths())));
    out().print(table);
    printNext(page.next());
  }

  private static TextTable assets(EarningsView earnings) {
    AmountFormat format = new AmountFormat(earnings.erc20());
    TextTable table =
        new TextTable(
            4, "ASSET", "KIND", "NAME", "OWNER", "EARNED", "PENDING", "CLAIMABLE", "PAID");
    earnings
        .assets()
        .forEach(each ->
            table.row(
                cells(
                    format,
                    each.amounts(),
                    each.asset().text(),
                    each.kind(),
                    each.name(),
                    each.ownerName() + (each.escrow() ? " *" : ""))));
    return table;
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
