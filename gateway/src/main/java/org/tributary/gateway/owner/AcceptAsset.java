package org.tributary.gateway.owner;

import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.chain.EscrowContract;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;

/** {@code tributary asset accept}: by whom an asset in escrow was offered to. */
@Command(
    name = "accept",
    description =
        "Takes over an asset that was offered, and what its vault was paid meanwhile. Run again to"
            + " collect what was paid to the vault later.",
    mixinStandardHelpOptions = true)
final class AcceptAsset extends OneAssetCommand {
  @Override
  protected void run(RunningStack stack) {
    AssetId id = id();
    Hand hand = hand(stack);
    EscrowContract escrow = hand.registry().escrow();
    Address self = hand.key().address();
    if (!escrow.heirOf(id).filter(self::equals).isPresent()) {
      escrow.accept(hand.sender(), id);
    }
    escrow.sweep(hand.sender(), id, stack.contract("erc20"), self);
    changed(hand, id, "owned by " + self + ", its vault emptied");
  }
}
