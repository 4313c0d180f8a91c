package org.tributary.gateway.funding;

import java.util.List;
import picocli.CommandLine.Command;

/** Shows what a key's channels hold. */
@Command(
    name = "status",
    description = "Shows what this key's channels hold, and withdrawals under way.",
    mixinStandardHelpOptions = true)
final class WithdrawStatus extends ChannelCommand {

  @Override
  List<ChannelStatus> act(Payer payer, OnChain channel) {
    return List.of(payer.status(channel));
  }

  @Override
  String nothing() {
    return "This key has no channel.";
  }
}
