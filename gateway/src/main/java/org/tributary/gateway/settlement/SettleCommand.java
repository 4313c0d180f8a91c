package org.tributary.gateway.settlement;

import org.tributary.gateway.account.AmountFormat;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackCommand;
import picocli.CommandLine.Command;

/** {@code tributary settle}: has the gateway claim, settle and post an epoch now. */
@Command(
    name = "settle",
    description = "Claims what channels were charged and posts the payouts of a new epoch.",
    mixinStandardHelpOptions = true)
public final class SettleCommand extends StackCommand {

  @Override
  protected void run(RunningStack stack) {
    SettlementView done =
        stack.post("/v1/epochs", stack.key("operator-access-key"), SettlementView.class);
    if (isJson()) {
      print(done);
      return;
    }
    EpochView epoch = done.epoch();
    if (epoch == null) {
      out().println("Nothing to settle: no call has been charged yet.");
      return;
    }
    AmountFormat format = new AmountFormat(epoch.erc20());
    switch (done.outcome()) {
      case "posted" -> out().printf("Epoch %d is posted.%n", epoch.epoch());
      case "waiting" ->
          out().printf("Epoch %d is proposed; a later run activates it.%n", epoch.epoch());
      case "held" -> out().printf("Epoch %d is held: %s.%n", epoch.epoch(), done.held());
      default -> out().printf("Nothing new to pay since epoch %d; it stands.%n", epoch.epoch());
    }
    out()
        .printf(
            "  payable in all  %s %s to %d payees%n",
            format.units(epoch.total()), epoch.erc20().symbol(), epoch.payouts().size());
    out().printf("  receipts        %d%n", epoch.receipts());
    out().printf("  payout root     %s%n", epoch.payoutRoot());
    epoch.transactions().forEach(each -> out().printf("  %-15s %s%n", each.step(), each.hash()));
    done.unpaid().forEach(channel -> out().printf("  NOT PAID by channel %s%n", channel));
  }
}
