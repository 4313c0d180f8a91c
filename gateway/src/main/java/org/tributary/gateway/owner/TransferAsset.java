package org.tributary.gateway.owner;

import org.tributary.contracts.keys.Address;
import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tributary asset transfer}. */
@Command(
    name = "transfer",
    description =
        "Makes someone else the owner. What is earned until the coming period stays the old"
            + " owner's.",
    mixinStandardHelpOptions = true)
final class TransferAsset extends OneAssetCommand {
  @Parameters(index = "1", paramLabel = "ADDRESS", description = "The new owner.")
  private String to;

  @Override
  protected void run(RunningStack stack) {
    Address owner = SetPayout.address(to);
    Hand hand = hand(stack);
    hand.registry().transfer(hand.sender(), id(), owner);
    changed(hand, id(), "earnings of " + owner);
  }
}
