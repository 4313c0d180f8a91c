package org.tributary.gateway.owner;

import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.chain.AssetRegistryContract.VersionedTerms;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tributary asset terms}. */
@Command(
    name = "terms",
    description = "Changes what calls cost and how a charge is divided, from the coming period on.",
    mixinStandardHelpOptions = true)
final class SetTerms extends OneAssetCommand {
  @Mixin private PriceOptions prices;

  @Override
  protected void run(RunningStack stack) {
    Hand hand = hand(stack);
    AssetId id = id();
    // What is to come already is what is changed, not what happens to be in force today.
    VersionedTerms last = hand.registry().termsAt(id, Long.MAX_VALUE);
    if (last.version() == 0) {
      throw new StackFailure("asset_not_found: there is no asset " + id);
    }
    AssetTerms terms = prices.over(last.terms());
    hand.registry().setTerms(hand.sender(), id, terms);
    changed(hand, id, "terms version " + (last.version() + 1));
  }
}
