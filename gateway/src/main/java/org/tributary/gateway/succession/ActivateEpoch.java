package org.tributary.gateway.succession;

import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a pending root claimable once its delay has passed. */
@Command(
    name = "activate",
    description = "Makes the pending epoch claimable once its delay has passed; anyone may.",
    mixinStandardHelpOptions = true)
final class ActivateEpoch extends SuccessorCommand {

  @Mixin private PoolOption pool;

  private record Activated(long epoch, Bytes32 transaction) {}

  @Override
  void act(Chain chain, SigningKey key) {
    RevenuePoolContract at = pool.on(chain);
    RevenuePoolContract.Pending pending =
        at.pending().orElseThrow(() -> new StackFailure("no epoch is pending"));
    Bytes32 sent = at.activate(TxSender.of(chain, key)).hash();
    print(
        new Activated(pending.epoch(), sent),
        "Epoch %d is active: `./tributary claim` pays by it.".formatted(pending.epoch()));
  }
}
