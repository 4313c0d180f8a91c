package org.tributary.gateway.earnings;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.gateway.account.AmountFormat;
import org.tributary.gateway.account.Erc20;
import org.tributary.gateway.earnings.ClaimReport.Payment;
import org.tributary.gateway.earnings.Claims.Claimable;
import org.tributary.gateway.earnings.Claims.Plan;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackCommand;
import org.tributary.gateway.local.StackFailure;
import org.tributary.gateway.local.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary claim}: has the pool pay what is payable; anyone may send it for anyone. */
@Command(
    name = "claim",
    description = {
      "Pays what active epochs grant, to everyone or to some payees, in few transactions.",
      "Claims add up: whoever waits loses nothing and pays for gas once."
    },
    mixinStandardHelpOptions = true)
public final class ClaimCommand extends StackCommand {
  private static final BigDecimal GWEI = BigDecimal.TEN.pow(9);

  @Option(names = "--payee", description = "Only this address; can be repeated.")
  private List<String> payees = List.of();

  @Option(
      names = "--min",
      paramLabel = "AMOUNT",
      defaultValue = "0",
      description = "Leaves smaller amounts for later, 0.5 for example (default: pays all).")
  private BigDecimal min;

  @Option(names = "--dry-run", description = "Sends nothing; says what would be paid, and the gas.")
  private boolean dryRun;

  @Option(
      names = "--max-gas",
      defaultValue = "8000000",
      description = "The most that one transaction may take (default: ${DEFAULT-VALUE}).")
  private long maxGas;

  @Option(
      names = "--key-file",
      description = "Whose key pays the gas (default: the stack's operator).")
  private @Nullable Path keyFile;

  @Option(
      names = "--payouts",
      description =
          "Claims by a published table, payouts-N.json, with no gateway; needs --rpc, --key-file"
              + " and, beside the table, epoch-N.ndjson.")
  private @Nullable Path payouts;

  @Option(names = "--rpc", description = "With --payouts: a node of the chain.")
  private @Nullable URI rpc;

  @Override
  protected void run() {
    if (payouts == null) {
      super.run();
    } else if (rpc == null || keyFile == null) {
      throw new StackFailure("--payouts needs --rpc and --key-file: there is no stack to ask");
    } else {
      pay(ClaimSource.published(payouts, rpc), RunningStack.signingKey(keyFile));
    }
  }

  @Override
  protected void run(RunningStack stack) {
    Path key = keyFile == null ? stack.keyFile("operator.key") : keyFile;
    pay(ClaimSource.of(stack), RunningStack.signingKey(key));
  }

  private void pay(ClaimSource source, SigningKey key) {
    TxSender sender = TxSender.of(source.chain(), key);
    Claims claims = new Claims(source.chain(), source.pool(), source.grant());
    List<Claimable> open =
        claims.open(wanted(source.grant().table()), baseUnits(min, source.erc20()));
    Plan plan = claims.plan(sender.address(), open, maxGas);
    Long alone = gasAlone(plan, claims, sender.address());
    BigInteger price = source.chain().fees().maxFeePerGas();
    List<Bytes32> sent = new ArrayList<>();
    if (!dryRun) {
      plan.batches().forEach(batch -> sent.add(sender.send(batch.request()).hash()));
    }
    print(ClaimReport.of(source, plan, alone, sent, price), new AmountFormat(source.erc20()));
  }

  private static @Nullable Long gasAlone(Plan plan, Claims claims, Address sender) {
    return plan.batches().isEmpty()
        ? null
        : claims.gas(sender, claims.claim(plan.batches().getFirst().payments().getFirst()));
  }

  private Collection<Address> wanted(PayoutTable table) {
    if (payees.isEmpty()) {
      return table.leaves().stream().map(PayoutLeaf::payee).toList();
    }
    List<Address> wanted = payees.stream().map(ClaimCommand::address).distinct().toList();
    wanted.stream()
        .filter(payee -> table.leaf(payee).isEmpty())
        .findFirst()
        .ifPresent(payee -> {
          throw new StackFailure("nothing is payable to " + payee);
        });
    return wanted;
  }

  private static Address address(String text) {
    try {
      return new Address(text);
    } catch (IllegalArgumentException e) {
      throw new StackFailure("--payee is not an address: " + text, e);
    }
  }

  private static BigInteger baseUnits(BigDecimal amount, Erc20 erc20) {
    try {
      return amount.movePointRight(erc20.decimals()).toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw new StackFailure("--min has more than %d decimals".formatted(erc20.decimals()), e);
    }
  }

  private void print(ClaimReport report, AmountFormat format) {
    if (isJson()) {
      print(report);
      return;
    }
    if (report.payments().isEmpty() && report.unpayable().isEmpty()) {
      out()
          .println(
              min.signum() == 0
                  ? "Everything payable has been paid already."
                  : "Nobody is owed as much as " + min.toPlainString() + ": nothing was paid.");
      return;
    }
    TextTable table =
        new TextTable(2, report.dryRun() ? "TO PAY" : "PAID TO", "ADDRESS", symbol(format));
    report.payments().forEach(each -> row(table, each, format));
    out().print(table);
    report
        .unpayable()
        .forEach(each -> out().printf("NOT PAID  %s: the erc20 refuses it%n", each.payee()));
    printGas(report);
  }

  private static String symbol(AmountFormat format) {
    return format.erc20().symbol();
  }

  private static void row(TextTable table, Payment payment, AmountFormat format) {
    table.row(payment.name(), payment.payee().text(), format.units(payment.amount()));
  }

  /** What waiting would save: claims add up, and a batch shares what each transaction costs. */
  private void printGas(ClaimReport report) {
    if (report.gasAlone() == null) {
      return;
    }
    BigDecimal price = new BigDecimal(report.gasPrice()).divide(GWEI);
    out()
        .printf(
            "%nGas: %d in all, %d for each; one claim alone takes %d. At %s gwei that is %s.%n",
            report.gas(),
            report.gasEach(),
            report.gasAlone(),
            price.stripTrailingZeros().toPlainString(),
            coins(report));
    if (dryRun) {
      out()
          .println("Claims add up: nothing is lost by waiting. --min leaves small ones for later.");
    }
  }

  private static String coins(ClaimReport report) {
    BigInteger wei = new BigInteger(report.gasPrice()).multiply(BigInteger.valueOf(report.gas()));
    return new BigDecimal(wei, 18).stripTrailingZeros().toPlainString() + " coins at most";
  }
}
