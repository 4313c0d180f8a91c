package org.tributary.gateway.funding;

import java.math.BigInteger;
import java.util.List;
import org.tributary.contracts.chain.BatchSettlementContract.ChannelState;
import picocli.CommandLine.Command;

/** Begins the delay in which the receiver may still claim what it is owed. */
@Command(
    name = "start",
    description =
        "Starts withdrawing all that is unclaimed; what the gateway is owed it claims meanwhile.",
    mixinStandardHelpOptions = true)
final class WithdrawStart extends ChannelCommand {

  @Override
  List<ChannelStatus> act(Payer payer, OnChain channel) {
    boolean started =
        payer.channels().pendingWithdrawal(channel.id(), channel.config()).isPresent();
    ChannelState state = payer.channels().state(channel.id());
    BigInteger unclaimed = state.balance().subtract(state.totalClaimed());
    if (!started && unclaimed.signum() > 0) {
      payer.channels().initiateWithdraw(payer.sender(), channel.config(), unclaimed);
    }
    return started || unclaimed.signum() > 0 ? List.of(payer.status(channel)) : List.of();
  }

  @Override
  String nothing() {
    return "No channel of this key holds anything.";
  }
}
