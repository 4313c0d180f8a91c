package org.tributary.gateway.owner;

import org.tributary.contracts.keys.Address;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tributary asset payout}. */
@Command(
    name = "payout",
    description = "Has the asset's earnings paid to another address, from the coming period on.",
    mixinStandardHelpOptions = true)
final class SetPayout extends OneAssetCommand {
  @Parameters(index = "1", paramLabel = "ADDRESS", description = "Who is paid; own: the owner.")
  private String payout;

  @Override
  protected void run(RunningStack stack) {
    Address to = payout.equals("own") ? Address.ZERO : address(payout);
    Hand hand = hand(stack);
    hand.registry().setPayout(hand.sender(), id(), to);
    changed(hand, id(), to.isZero() ? "paid to its owner" : "paid to " + to);
  }

  static Address address(String text) {
    try {
      return new Address(text);
    } catch (IllegalArgumentException notAnAddress) {
      throw new StackFailure("invalid_address: " + notAnAddress.getMessage());
    }
  }
}
