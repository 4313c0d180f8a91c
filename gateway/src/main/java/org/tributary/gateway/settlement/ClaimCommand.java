package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackCommand;
import org.tributary.gateway.local.StackFailure;
import org.tributary.gateway.settlement.EarningsView.Payee;
import org.tributary.gateway.settlement.EpochView.Payout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary claim}: has the pool pay what is payable; anyone may send it for anyone. */
@Command(
    name = "claim",
    description = "Pays what active epochs grant: to everyone, or to one payee.",
    mixinStandardHelpOptions = true)
public final class ClaimCommand extends StackCommand {

  @Option(names = "--payee", description = "Only this address.")
  private @Nullable String payee;

  @Option(
      names = "--key-file",
      description = "Whose key pays the gas (default: the stack's operator).")
  private @Nullable Path keyFile;

  /** What one claim paid, in base units. */
  record Payment(Address payee, String name, String amount, Bytes32 transaction) {}

  @Override
  protected void run(RunningStack stack) {
    EpochView epoch = lastActive(stack);
    Chain chain = stack.chain();
    RevenuePoolContract pool = stack.pool(chain);
    TxSender sender = TxSender.of(chain, key(stack));
    Map<Address, String> names = names(stack);
    List<Payment> payments = new ArrayList<>();
    for (Payout payout : wanted(epoch)) {
      BigInteger unpaid = new BigInteger(payout.amount()).subtract(pool.claimed(payout.payee()));
      if (unpaid.signum() > 0) {
        Bytes32 hash =
            pool.claim(
                    sender, epoch.epoch(), epoch.roots(), payout.leaf(), payout.proof().toProof())
                .hash();
        String name = names.getOrDefault(payout.payee(), "");
        payments.add(new Payment(payout.payee(), name, unpaid.toString(), hash));
      }
    }
    print(payments, new AmountFormat(epoch.erc20()));
  }

  private static EpochView lastActive(RunningStack stack) {
    EpochView latest = stack.get("/v1/epochs/latest", EpochView.class);
    // Roots activate in order, so before one that waits all are active.
    return latest.isActive() || latest.epoch() == 1
        ? latest
        : stack.get("/v1/epochs/" + (latest.epoch() - 1), EpochView.class);
  }

  private List<Payout> wanted(EpochView epoch) {
    if (!epoch.isActive()) {
      throw new StackFailure("the first epoch is not active yet; settle again later");
    }
    if (payee == null) {
      return epoch.payouts();
    }
    Address address = address(payee);
    List<Payout> found =
        epoch.payouts().stream().filter(payout -> payout.payee().equals(address)).toList();
    if (found.isEmpty()) {
      throw new StackFailure("nothing is payable to " + address);
    }
    return found;
  }

  private static Address address(String text) {
    try {
      return new Address(text);
    } catch (IllegalArgumentException e) {
      throw new StackFailure("--payee is not an address: " + text, e);
    }
  }

  private SigningKey key(RunningStack stack) {
    String text = keyFile == null ? stack.key("operator.key") : RunningStack.read(keyFile);
    try {
      return SigningKey.fromHex(text);
    } catch (IllegalArgumentException e) {
      // The cause may not carry the text, which is a secret.
      throw new StackFailure("the key file holds no key of 64 hex digits");
    }
  }

  private static Map<Address, String> names(RunningStack stack) {
    return stack.get("/v1/earnings", EarningsView.class).payees().stream()
        .collect(Collectors.toMap(Payee::payee, Payee::name));
  }

  private void print(List<Payment> payments, AmountFormat format) {
    if (isJson()) {
      print(payments);
      return;
    }
    if (payments.isEmpty()) {
      out().println("Everything payable has been paid already.");
      return;
    }
    TextTable table = new TextTable(2, "PAID TO", "ADDRESS", format.erc20().symbol());
    payments.forEach(
        each -> table.row(each.name(), each.payee().text(), format.units(each.amount())));
    out().print(table);
  }
}
