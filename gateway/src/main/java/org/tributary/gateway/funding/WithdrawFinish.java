package org.tributary.gateway.funding;

import java.util.List;
import org.tributary.contracts.chain.ChainException;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;

/** Takes what is still unclaimed once the delay has passed. */
@Command(
    name = "finish",
    description = "Finishes withdrawals whose delay has passed: the money goes to the payer.",
    mixinStandardHelpOptions = true)
final class WithdrawFinish extends ChannelCommand {

  @Override
  List<ChannelStatus> act(Payer payer, OnChain channel) {
    if (payer.channels().pendingWithdrawal(channel.id(), channel.config()).isEmpty()) {
      return List.of();
    }
    try {
      payer.channels().finalizeWithdraw(payer.sender(), channel.config());
    } catch (ChainException.Reverted reverted) {
      // The chain's clock decides, not ours.
      if (reverted.error().equals("WithdrawalNotDue")) {
        throw new StackFailure("too early: " + payer.status(channel).text(), reverted);
      }
      throw reverted;
    }
    return List.of(payer.status(channel));
  }

  @Override
  String nothing() {
    return "No withdrawal of this key is under way.";
  }
}
