package org.tributary.gateway.owner;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.chain.EscrowContract;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary asset offer}: by who registered an asset for an absent owner. */
@Command(
    name = "offer",
    description = "Offers an asset in escrow to its owner, or withdraws the offer.",
    mixinStandardHelpOptions = true)
final class OfferAsset extends OneAssetCommand {
  @Parameters(index = "1", arity = "0..1", paramLabel = "ADDRESS", description = "The owner.")
  private @Nullable String to;

  @Option(names = "--proof", description = "Where anyone can see that it is them.")
  private String proof = "";

  @Option(names = "--withdraw", description = "Takes the offer back.")
  private boolean withdraw;

  @Override
  protected void run(RunningStack stack) {
    AssetId id = id();
    Hand hand = hand(stack);
    EscrowContract escrow = hand.registry().escrow();
    if (withdraw) {
      escrow.withdrawOffer(hand.sender(), id);
      done(id, "offer withdrawn");
      return;
    }
    if (to == null || proof.isBlank()) {
      throw new StackFailure("missing_proof: name the owner's ADDRESS and --proof, or --withdraw");
    }
    escrow.offer(hand.sender(), id, SetPayout.address(to), proof);
    EscrowContract.Offer offer = escrow.offerOf(id).orElseThrow();
    done(id, "offered to " + offer.to() + ", who may accept from " + offer.acceptableAt());
  }
}
