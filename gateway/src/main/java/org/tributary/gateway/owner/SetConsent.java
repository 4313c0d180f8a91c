package org.tributary.gateway.owner;

import org.tributary.contracts.asset.AssetId;
import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tributary asset consent set}. */
@Command(
    name = "set",
    description = "Sets what is asked of future children; those that exist keep what they have.",
    mixinStandardHelpOptions = true)
final class SetConsent extends OneAssetCommand {
  @Mixin private ConsentOptions consents;

  @Override
  protected void run(RunningStack stack) {
    AssetId id = id();
    Hand hand = hand(stack);
    hand.registry().setConsent(hand.sender(), id, consents.consent());
    done(id, consents.consent().open() ? "open to children" : "closed: children need a signature");
  }
}
